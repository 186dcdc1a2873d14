package org.boathouse.service.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.EnvironmentContext;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;

/**
 * A commit that is exactly one append to a branch which has moved on meanwhile. It is done again on the new head, as its
 * client would: the files that the client's snapshot ADDED go through Iceberg's own fast append, under the client's
 * snapshot id. Nothing of the client's manifests is taken over: they may be merged from manifests that a compaction has
 * replaced since, they carry row ids that have been given to others, and the client removes them when it is told that
 * another manifest list was committed.
 */
final class OvertakenAppend {
    /** More than this is refused as a conflict, and so left to the client: it is read and written while others wait. */
    private static final long MANIFEST_BYTES_MAX = 64L << 20;

    /** What Iceberg itself computes for a snapshot, for the new head and not for the old one. */
    private static final Pattern COMPUTED = Pattern.compile(
            "operation|(added|deleted|removed|total|partitions)[-.].*|changed-partition-count|partition-summaries-included"
                    + "|manifests-(created|kept|replaced)|entries-processed");

    private final TableChange.Update change;
    private final Snapshot snapshot;
    private final MetadataUpdate.SetSnapshotRef branch;

    private OvertakenAppend(TableChange.Update change, Snapshot snapshot, MetadataUpdate.SetSnapshotRef branch) {
        this.change = change;
        this.snapshot = snapshot;
        this.branch = branch;
    }

    /** Empty for a change that does anything else, or more. */
    static Optional<OvertakenAppend> of(TableChange.Update change) {
        List<MetadataUpdate> updates = change.updates();
        return updates.size() == 2
                        && updates.get(0) instanceof MetadataUpdate.AddSnapshot added
                        && updates.get(1) instanceof MetadataUpdate.SetSnapshotRef moved
                        && DataOperations.APPEND.equals(added.snapshot().operation())
                        && added.snapshot().manifestListLocation() != null
                        && moved.snapshotId() == added.snapshot().snapshotId()
                        && moved.type().equalsIgnoreCase("branch")
                ? Optional.of(new OvertakenAppend(change, added.snapshot(), moved))
                : Optional.empty();
    }

    /**
     * The table with the append on its present head; as it is where the append is there already. Writes a manifest and a
     * manifest list beside the table's others.
     *
     * @return empty where more than the branch's head stands in the way, or the snapshot does more than append
     * @throws LakeFailure UNAVAILABLE where the object store does not answer
     */
    Optional<TableMetadata> replay(TableMetadata base, FileIO files) {
        SnapshotRef head = base.ref(branch.name());
        if (head == null || !head.isBranch() || !onlyTheHeadStandsInTheWay(base)) {
            return Optional.empty();
        }
        if (base.snapshot(snapshot.snapshotId()) != null) {
            return SnapshotUtil.isAncestorOf(head.snapshotId(), snapshot.snapshotId(), base::snapshot)
                    ? Optional.of(base)
                    : Optional.empty();
        }
        try {
            return appended(base, files).map(rebased -> TableMetadata.buildFrom(base)
                    .addSnapshot(rebased)
                    .setRef(branch.name(), movedTo(head, rebased))
                    .build());
        } catch (NotFoundException e) {
            // The client has given up, or never wrote it.
            return Optional.empty();
        } catch (RuntimeException e) {
            throw LakeFailure.unavailable(
                    "The append to %s could not be repeated on its new head; nothing was applied: %s"
                            .formatted(change.table(), e.getMessage()),
                    e);
        }
    }

    private SnapshotRef movedTo(SnapshotRef head, Snapshot rebased) {
        return SnapshotRef.builderFrom(head, rebased.snapshotId()).build();
    }

    private boolean onlyTheHeadStandsInTheWay(TableMetadata base) {
        return change.requirements().stream()
                .allMatch(requirement -> isOfTheHead(requirement) || holds(requirement, base));
    }

    private boolean isOfTheHead(UpdateRequirement requirement) {
        return requirement instanceof UpdateRequirement.AssertRefSnapshotID assertion
                && assertion.refName().equals(branch.name());
    }

    private static boolean holds(UpdateRequirement requirement, TableMetadata base) {
        try {
            requirement.validate(base);
            return true;
        } catch (CommitFailedException e) {
            return false;
        }
    }

    private Optional<Snapshot> appended(TableMetadata base, FileIO files) {
        if (!isReadableHere(base, files)) {
            return Optional.empty();
        }
        BaseTable table = new BaseTable(
                new ReplayOperations(base, snapshot.snapshotId(), files),
                change.table().toString());
        SnapshotChanges changes =
                SnapshotChanges.builderFor(table).snapshot(snapshot).build();
        if (!changes.addedDataFiles().iterator().hasNext()
                || changes.removedDataFiles().iterator().hasNext()
                || changes.addedDeleteFiles().iterator().hasNext()
                || changes.removedDeleteFiles().iterator().hasNext()) {
            return Optional.empty();
        }
        AppendFiles append = table.newFastAppend().toBranch(branch.name());
        for (DataFile file : changes.addedDataFiles()) {
            append.appendFile(withoutRowIds(file, base));
        }
        Set<String> ofTheService = EnvironmentContext.get().keySet();
        for (Map.Entry<String, String> said : snapshot.summary().entrySet()) {
            if (!COMPUTED.matcher(said.getKey()).matches() && !ofTheService.contains(said.getKey())) {
                append.set(said.getKey(), said.getValue());
            }
        }
        return Optional.of(append.apply());
    }

    /** Only what lies with the table is read: a client names files, and the service's keys open all of the lake. */
    private boolean isReadableHere(TableMetadata base, FileIO files) {
        String table = base.location() + "/";
        if (!snapshot.manifestListLocation().startsWith(table)
                || snapshot.manifestListLocation().contains("/../")) {
            return false;
        }
        long bytes = 0;
        for (ManifestFile manifest : snapshot.allManifests(files)) {
            if (Long.valueOf(snapshot.snapshotId()).equals(manifest.snapshotId())) {
                bytes += manifest.length();
                if (!manifest.path().startsWith(table) || manifest.path().contains("/../")) {
                    return false;
                }
            }
        }
        return bytes <= MANIFEST_BYTES_MAX;
    }

    /** Row ids that the client derived from the head it knew have been given to others since. */
    private static DataFile withoutRowIds(DataFile file, TableMetadata base) {
        return DataFiles.builder(base.spec(file.specId()))
                .copy(file)
                .withFirstRowId(null)
                .build();
    }
}
