package org.boathouse.service.catalog;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.catalog.idempotency.AnswersInTransactions;
import org.boathouse.service.catalog.metadata.MetadataFiles;
import org.boathouse.service.catalog.metadata.ViewFiles;
import org.boathouse.service.catalog.names.TablePlacement;
import org.boathouse.service.database.Database;
import org.boathouse.service.storage.ThroughFiles;

/** One replica's catalog, wired as the service wires it, over given stores. */
final class Replica {
    final NamespaceStore namespaces;
    final TableStore tables;
    final TableHeads heads;
    final MetadataFiles metadataFiles;
    final PostgresCatalog catalog;
    final PostgresViews views;

    Replica(DataSource dataSource, FileIO files) {
        this(dataSource, files, TableGate.OPEN);
    }

    Replica(DataSource dataSource, FileIO files, TableGate gate) {
        Database database = new Database(dataSource, new AnswersInTransactions());
        TablePlacement placement = new TablePlacement(new LakeLayout("lake"));
        ViewStore viewStore = new ViewStore(database);
        namespaces = new NamespaceStore(database);
        tables = new TableStore(database);
        heads = new TableHeads(database);
        metadataFiles = new MetadataFiles(files, new ThroughFiles(files));
        KnownMetadata known = new KnownMetadata();
        catalog = new PostgresCatalog(
                database,
                tables,
                namespaces,
                metadataFiles,
                known,
                new ChangePreparation(
                        tables,
                        viewStore,
                        new TableLocations(database),
                        namespaces,
                        metadataFiles,
                        known,
                        new ParallelWrites(),
                        placement,
                        files),
                placement,
                new CommitTurns(),
                gate,
                files);
        views = new PostgresViews(
                database, viewStore, tables, namespaces, new ViewFiles(metadataFiles, files), placement);
    }

    /** Runs something once, just before the next metadata file is written: between a commit's reading and its transaction. */
    static final class Interrupting implements FileIO {
        private static final long serialVersionUID = 1L;

        private final transient FileIO files;
        private transient Runnable beforeNextWrite = () -> {};
        private int written;

        Interrupting(FileIO files) {
            this.files = files;
        }

        void beforeNextWrite(Runnable action) {
            beforeNextWrite = action;
        }

        int written() {
            return written;
        }

        @Override
        public InputFile newInputFile(String path) {
            return files.newInputFile(path);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            Runnable action = beforeNextWrite;
            beforeNextWrite = () -> {};
            action.run();
            written++;
            return files.newOutputFile(path);
        }

        @Override
        public void deleteFile(String path) {
            throw new AssertionError("The catalog deletes nothing, but asks to delete " + path);
        }

        @Override
        public Map<String, String> properties() {
            return new HashMap<>();
        }
    }
}
