package org.boathouse.spark.plan;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.snapshot.SummaryKeys;

/**
 * What the newest run in a table's history had consumed. It stands in the history itself, so that a restore takes it back
 * together with the rows.
 *
 * @param inputs upstream to the snapshot up to which it is consumed; an upstream that was empty then is not in it
 */
public record Consumed(String runId, String definition, Map<TableName, Long> inputs) {

    /** From the newest snapshot of {@code main}'s ancestry that a run published; empty where none did. */
    public static Optional<Consumed> by(Table table) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            Map<String, String> summary = snapshot.summary();
            if (summary.containsKey(SummaryKeys.RUN_ID)) {
                return Optional.of(new Consumed(
                        summary.get(SummaryKeys.RUN_ID),
                        summary.getOrDefault(SummaryKeys.DEFINITION, ""),
                        SummaryKeys.inputs(summary)));
            }
        }
        return Optional.empty();
    }

    /** Whether a run's snapshot is in {@code main}'s ancestry. */
    public static boolean isPublished(Table table, String runId) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (runId.equals(snapshot.summary().get(SummaryKeys.RUN_ID))) {
                return true;
            }
        }
        return false;
    }
}
