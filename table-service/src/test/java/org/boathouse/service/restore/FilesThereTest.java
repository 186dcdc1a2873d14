package org.boathouse.service.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.MetadataOnly;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilesThereTest {
    private static final String VECTORS = "mem://vectors.puffin";
    private static final DataFile FIRST = MetadataOnly.data("mem://first.parquet");
    private static final DataFile SECOND = MetadataOnly.data("mem://second.parquet");
    /** The manifest list, one manifest of data and one of deletes. */
    private static final long METADATA_FILES = 3;

    private Table table;

    @BeforeEach
    void writeTwoFilesAndOneOfDeletionVectorsForBoth() {
        table = MetadataOnly.table(3);
        table.newAppend().appendFile(FIRST).appendFile(SECOND).commit();
        table.newRowDelta()
                .addDeletes(MetadataOnly.vector(FIRST, VECTORS, 4))
                .addDeletes(MetadataOnly.vector(SECOND, VECTORS, 44))
                .commit();
    }

    @Test
    void everyFileIsLookedForOnce() {
        for (String file : new String[] {FIRST.location(), SECOND.location(), VECTORS}) {
            ((InMemoryFileIO) table.io()).addFile(file, new byte[1]);
        }
        assertEquals(METADATA_FILES + 3, foundAll());
    }

    @Test
    void whatIsGoneIsNamedOnce() {
        ((InMemoryFileIO) table.io()).addFile(FIRST.location(), new byte[1]);
        LakeFailure gone = assertThrows(LakeFailure.class, this::foundAll);
        assertEquals(FailureKind.NOT_FOUND, gone.kind());
        assertTrue(gone.getMessage().startsWith("2 of 6 files of that point are gone"), gone.getMessage());
        assertTrue(gone.getMessage().endsWith("%n  %s%n  %s".formatted(SECOND.location(), VECTORS)), gone.getMessage());
    }

    private long foundAll() {
        try (FilesThere files = new FilesThere(table.io())) {
            files.look(((BaseTable) table).operations().current(), table.currentSnapshot());
            return files.foundAll();
        }
    }
}
