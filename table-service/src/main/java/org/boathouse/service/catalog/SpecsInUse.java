package org.boathouse.service.catalog;

import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.Tasks;
import org.apache.iceberg.util.ThreadPools;

/**
 * The partition specs that a table's files are written by. Without its spec no engine can read a manifest, and an id that is
 * gone is not given out again, so that a spec once taken from its files would leave them unreadable for good.
 */
final class SpecsInUse {
    private final FileIO files;
    private final Predicate<String> inLake;

    /** @param inLake whether a file lies in the lake; others are no engine's to read, and are not opened here */
    SpecsInUse(FileIO files, Predicate<String> inLake) {
        this.files = files;
        this.inLake = inLake;
    }

    /**
     * Looks into the manifest lists of all snapshots where specs are removed, as the client that removes them should have: it
     * is a thing of expiry, and rare.
     *
     * @throws BadRequestException where a snapshot would be left with files of a spec that is not there
     */
    void check(TableMetadata updated) {
        if (updated.changes().stream().noneMatch(MetadataUpdate.RemovePartitionSpecs.class::isInstance)) {
            return;
        }
        Set<Integer> left = updated.specsById().keySet();
        Tasks.foreach(updated.snapshots())
                .executeWith(ThreadPools.getWorkerPool())
                .stopOnFailure()
                .throwFailureWhenFinished()
                .run(snapshot -> check(snapshot, left));
    }

    private void check(Snapshot snapshot, Set<Integer> left) {
        String list = snapshot.manifestListLocation();
        if (list == null || !inLake.test(list)) {
            return;
        }
        // A snapshot keeps what it has read, and those of known metadata stay in memory.
        Snapshot read = SnapshotParser.fromJson(SnapshotParser.toJson(snapshot));
        try {
            for (ManifestFile manifest : read.allManifests(files)) {
                if (!left.contains(manifest.partitionSpecId())) {
                    throw new BadRequestException(
                            "Partition spec %s can't be removed: snapshot %s has files that are written by it, which nobody"
                                    + " could read any more. Write them anew by another spec, and let the snapshot expire",
                            manifest.partitionSpecId(), snapshot.snapshotId());
                }
            }
        } catch (NotFoundException e) {
            // Its list is gone: whichever specs are left, nobody can read this snapshot.
        }
    }
}
