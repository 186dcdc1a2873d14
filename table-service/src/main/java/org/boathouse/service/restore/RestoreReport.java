package org.boathouse.service.restore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.boathouse.service.state.Summary;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a restore did, or would do.
 *
 * @param to the point, as it was asked for
 * @param at the moment that is; null where it is no time
 * @param keptAs the tag that keeps the heads which were left; null where none was
 * @param verifiedFiles how many files were looked for and found; null where none was asked for
 */
public record RestoreReport(
        boolean dryRun,
        String to,
        @Schema(nullable = true) Instant at,
        @Schema(nullable = true) String keptAs,
        @Schema(nullable = true) Long verifiedFiles,
        List<Entry> tables) {
    /**
     * One table.
     *
     * @param action {@code restored} or {@code unchanged}
     * @param from where the branch was, null where it had no snapshot
     * @param to where it is now; null where the table was empty then and is empty now
     * @param schemaId the current schema's from now on
     * @param held whether runs leave the table alone until it is said what becomes of its inputs
     */
    @Schema(name = "RestoredTable")
    public record Entry(
            String table,
            String branch,
            String action,
            @Schema(nullable = true) State from,
            @Schema(nullable = true) State to,
            int schemaId,
            boolean held) {
        @JsonIgnore
        public boolean isChange() {
            return action.equals("restored");
        }
    }

    /**
     * A snapshot.
     *
     * @param rows null where only reading would tell
     */
    @Schema(name = "SnapshotState")
    public record State(
            long snapshotId,
            Instant committedAt,
            @Schema(nullable = true) Long rows,
            @Schema(nullable = true) Long files) {
        static State of(Snapshot snapshotOrNull) {
            if (snapshotOrNull == null) {
                return null;
            }
            Summary summary = new Summary(snapshotOrNull.summary());
            return new State(
                    snapshotOrNull.snapshotId(),
                    Instant.ofEpochMilli(snapshotOrNull.timestampMillis()),
                    summary.rows(),
                    summary.count(SnapshotSummary.TOTAL_DATA_FILES_PROP));
        }
    }
}
