package org.boathouse.spark.plan;

import java.util.Optional;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/**
 * How much of a table would be written again, as its present snapshot counts it.
 *
 * @param byBackfill only by {@code run --full}, which makes rows that are there follow the contract
 */
record Rewrites(long files, long rows, boolean byBackfill) {
    /** All of it; empty where there is nothing yet. */
    static Optional<Rewrites> allOf(Table table, boolean byBackfill) {
        return Optional.ofNullable(table.currentSnapshot())
                .map(head -> new Rewrites(
                        count(head.summary().get(SnapshotSummary.TOTAL_DATA_FILES_PROP)),
                        count(head.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP)),
                        byBackfill))
                .filter(all -> all.files() > 0);
    }

    private static long count(String summaryOrNull) {
        return summaryOrNull == null ? 0 : Long.parseLong(summaryOrNull);
    }

    String text() {
        return "%s all of it: %,d %s, %,d %s"
                .formatted(
                        byBackfill ? "a backfill ('run --full') rewrites" : "rewrites",
                        files,
                        files == 1 ? "file" : "files",
                        rows,
                        rows == 1 ? "row" : "rows");
    }
}
