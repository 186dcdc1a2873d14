package org.boathouse.contract.snapshot;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.boathouse.contract.layout.TableName;

/**
 * What the newest run in a table's history had consumed. It stands in the history itself, so that a restore takes it back
 * together with the rows.
 *
 * @param snapshotId the snapshot that says so
 * @param inputs upstream to the snapshot up to which it is consumed; an upstream that was empty then is not in it
 */
public record Consumed(long snapshotId, String runId, String definition, Map<TableName, Long> inputs) {
    /**
     * From the newest snapshot that a run published; empty where none did.
     *
     * @param ancestors of {@code main}, its head first
     */
    public static Optional<Consumed> newest(Iterable<Snapshot> ancestors) {
        for (Snapshot snapshot : ancestors) {
            Map<String, String> summary = snapshot.summary();
            if (summary != null && summary.containsKey(SummaryKeys.RUN_ID)) {
                return Optional.of(new Consumed(
                        snapshot.snapshotId(),
                        summary.get(SummaryKeys.RUN_ID),
                        summary.getOrDefault(SummaryKeys.DEFINITION, ""),
                        SummaryKeys.inputs(summary)));
            }
        }
        return Optional.empty();
    }
}
