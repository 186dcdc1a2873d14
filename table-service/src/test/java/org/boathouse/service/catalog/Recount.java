package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.CloseableIterable;

/** What a table holds, counted again from its files. */
final class Recount {
    private Recount() {}

    static List<DataFile> live(Table table) {
        List<DataFile> live = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> live.add(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return live;
    }

    static void totalsAgree(Snapshot head, List<DataFile> live) {
        assertEquals(Integer.toString(live.size()), head.summary().get("total-data-files"));
        long records = live.stream().mapToLong(DataFile::recordCount).sum();
        assertEquals(Long.toString(records), head.summary().get("total-records"));
    }

    /** After the clients have cleaned up what they hold to be theirs. */
    static void everyManifestIsThere(Table table, InMemoryFileIO files) {
        for (Snapshot snapshot : table.snapshots()) {
            assertTrue(files.fileExists(snapshot.manifestListLocation()));
            for (ManifestFile manifest : snapshot.allManifests(files)) {
                assertTrue(files.fileExists(manifest.path()), manifest.path());
            }
        }
    }

    static void rowIdsAreGivenOnce(int formatVersion, TableMetadata metadata, List<DataFile> live) {
        if (formatVersion < 3) {
            return;
        }
        long free = 0;
        for (DataFile file :
                live.stream().sorted(Comparator.comparing(DataFile::firstRowId)).toList()) {
            assertTrue(file.firstRowId() >= free, file.location() + " has row ids of another");
            free = file.firstRowId() + file.recordCount();
        }
        assertTrue(free <= metadata.nextRowId(), free + " > " + metadata.nextRowId());
    }
}
