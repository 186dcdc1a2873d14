package org.boathouse.spark.plan;

import java.util.Optional;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/**
 * How much of a table would be written again, as its present snapshot counts it.
 *
 * @param byBackfill only by a backfill, which makes rows that are there follow the contract
 * @param byRun whether runs make the table, so that {@code run --full} is the backfill
 */
record Rewrites(long files, long rows, boolean byBackfill, boolean byRun) {
    /** All of it; empty where there is nothing yet. */
    static Optional<Rewrites> allOf(Table table, boolean byBackfill, boolean byRun) {
        return Optional.ofNullable(table.currentSnapshot())
                .map(head -> new Rewrites(
                        count(head.summary().get(SnapshotSummary.TOTAL_DATA_FILES_PROP)),
                        count(head.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP)),
                        byBackfill,
                        byRun))
                .filter(all -> all.files() > 0);
    }

    private static long count(String summaryOrNull) {
        return summaryOrNull == null ? 0 : Long.parseLong(summaryOrNull);
    }

    private String who() {
        if (!byBackfill) {
            return "rewrites";
        }
        return byRun ? "a backfill ('run --full') rewrites" : "a backfill by whoever writes it rewrites";
    }

    String text() {
        return "%s all of it: %,d %s, %,d %s"
                .formatted(who(), files, files == 1 ? "file" : "files", rows, rows == 1 ? "row" : "rows");
    }
}
