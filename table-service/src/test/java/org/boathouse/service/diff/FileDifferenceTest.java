package org.boathouse.service.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.boathouse.service.diff.DiffReport.FileChanges;
import org.boathouse.service.state.MetadataOnly;
import org.junit.jupiter.api.Test;

class FileDifferenceTest {
    private static final long BYTES = MetadataOnly.FILE_BYTES;

    private final Table table = MetadataOnly.table(3);

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
        return MetadataOnly.data("mem://" + name + ".parquet");
    }

    private static DeleteFile vector(DataFile of, long offset) {
        return MetadataOnly.vector(of, "mem://vectors.puffin", offset);
    }

    private FileChanges between(Snapshot from, Snapshot to) {
        return FileDifference.between(
                Optional.of(from),
                Optional.of(to),
                ((BaseTable) table).operations().current(),
                table.io());
    }
}
