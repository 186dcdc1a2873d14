package org.boathouse.service.diff;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.service.diff.DiffReport.FileChanges;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileDifferenceTest {
    private static final long BYTES = 100;

    private Table table;

    @BeforeEach
    void create() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of());
        catalog.createNamespace(Namespace.of("d"));
        table = catalog.createTable(
                TableIdentifier.of("d", "t"),
                new Schema(required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                Map.of("format-version", "3"));
    }

    @Test
    void aFileOfDeletionVectorsForSeveralFilesIsOneFile() {
        DataFile first = data("first");
        DataFile second = data("second");
        table.newAppend().appendFile(first).appendFile(second).commit();
        Snapshot before = table.currentSnapshot();
        table.newRowDelta()
                .addDeletes(vector(first, 4))
                .addDeletes(vector(second, 44))
                .commit();
        Snapshot after = table.currentSnapshot();

        assertEquals(new FileChanges(1, 0, BYTES, 0), between(before, after));
        assertEquals(new FileChanges(0, 1, 0, BYTES), between(after, before));
    }

    @Test
    void aFileOfDeletionVectorsIsTheSameWhereOneOfThemIsNeededNoMore() {
        DataFile first = data("first");
        DataFile second = data("second");
        DataFile third = data("third");
        table.newAppend().appendFile(first).appendFile(second).appendFile(third).commit();
        table.newRowDelta()
                .addDeletes(vector(first, 4))
                .addDeletes(vector(second, 44))
                .addDeletes(vector(third, 84))
                .commit();
        Snapshot before = table.currentSnapshot();
        table.newRowDelta().removeRows(third).removeDeletes(vector(third, 84)).commit();

        assertEquals(new FileChanges(0, 1, 0, BYTES), between(before, table.currentSnapshot()));
    }

    private static DataFile data(String name) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("mem://" + name + ".parquet")
                .withFileSizeInBytes(BYTES)
                .withRecordCount(2)
                .build();
    }

    private static DeleteFile vector(DataFile of, long offset) {
        return FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofPositionDeletes()
                .withFormat(FileFormat.PUFFIN)
                .withPath("mem://vectors.puffin")
                .withReferencedDataFile(of.location())
                .withContentOffset(offset)
                .withContentSizeInBytes(40)
                .withFileSizeInBytes(BYTES)
                .withRecordCount(1)
                .build();
    }

    private FileChanges between(Snapshot from, Snapshot to) {
        return FileDifference.between(
                Optional.of(from),
                Optional.of(to),
                ((BaseTable) table).operations().current(),
                table.io());
    }
}
