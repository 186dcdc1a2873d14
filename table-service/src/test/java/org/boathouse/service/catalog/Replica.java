package org.boathouse.service.catalog;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.boathouse.contract.layout.LakeLayout;

/** One replica's catalog, wired as the service wires it, over given stores. */
final class Replica {
    final NamespaceStore namespaces;
    final TableStore tables;
    final MetadataFiles metadataFiles;
    final PostgresCatalog catalog;
    final PostgresViews views;

    Replica(DataSource dataSource, FileIO files) {
        Database database = new Database(dataSource);
        TablePlacement placement = new TablePlacement(new LakeLayout("lake"));
        ViewStore viewStore = new ViewStore(database);
        namespaces = new NamespaceStore(database);
        tables = new TableStore(database);
        metadataFiles = new MetadataFiles(files);
        catalog = new PostgresCatalog(
                database,
                tables,
                namespaces,
                metadataFiles,
                new ChangePreparation(
                        tables, viewStore, new TableLocations(database), namespaces, metadataFiles, placement, files),
                placement,
                new CommitTurns(),
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
