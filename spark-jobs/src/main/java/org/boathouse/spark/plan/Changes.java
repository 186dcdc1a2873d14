package org.boathouse.spark.plan;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What happened to an upstream since it was last consumed. Iceberg's append scan skips overwrites silently, so every snapshot is looked at. */
public sealed interface Changes {
    /** No row changed: no new snapshot, or only compactions and empty commits. */
    record None() implements Changes {}

    /**
     * Rows were only added.
     *
     * @param fromExclusive empty where the upstream was empty when it was last consumed: everything in it is new
     * @param rows how many, by the snapshots' own summaries
     */
    record Appended(Optional<Long> fromExclusive, long rows) implements Changes {}

    /** Rows were changed or removed, or the history since then is not known. */
    record Rewritten(String reason) implements Changes {}

    /**
     * @param consumed the snapshot up to which the upstream is consumed; empty where it was empty then
     * @return what changed up to the table's current snapshot
     */
    static Changes since(Table upstream, Optional<Long> consumed) {
        Snapshot current = upstream.currentSnapshot();
        if (consumed.isEmpty()) {
            return current == null ? new None() : new Appended(Optional.empty(), count(current, "total-records"));
        }
        long rows = 0;
        boolean changed = false;
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(upstream)) {
            if (snapshot.snapshotId() == consumed.get()) {
                return changed ? new Appended(consumed, rows) : new None();
            }
            switch (snapshot.operation()) {
                case DataOperations.REPLACE -> {}
                case DataOperations.APPEND -> {
                    rows += count(snapshot, SnapshotSummary.ADDED_RECORDS_PROP);
                    changed |= count(snapshot, SnapshotSummary.ADDED_FILES_PROP) > 0;
                }
                default -> {
                    return new Rewritten("its snapshot %d changed or removed rows (%s)"
                            .formatted(snapshot.snapshotId(), snapshot.operation()));
                }
            }
        }
        return new Rewritten(
                "snapshot %d, up to which it was consumed, is no longer in its history (restored or expired)"
                        .formatted(consumed.get()));
    }

    private static long count(Snapshot snapshot, String key) {
        Map<String, String> summary = snapshot.summary();
        return Long.parseLong(summary.getOrDefault(key, "0"));
    }
}
