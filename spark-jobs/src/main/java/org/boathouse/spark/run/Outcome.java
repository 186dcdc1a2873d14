package org.boathouse.spark.run;

import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;

/**
 * What a run did for one table.
 *
 * @param reason why, in words; for a failure what is wrong
 * @param counts empty where nothing was refined
 * @param notes what a person should know besides, such as broken rules that only warn
 * @param seconds wall-clock time
 */
record Outcome(
        TableName table, Status status, String reason, Optional<Counts> counts, List<String> notes, double seconds) {
    Outcome {
        notes = List.copyOf(notes);
    }

    enum Status {
        PUBLISHED,
        UP_TO_DATE,
        /** Another run published the same meanwhile. */
        ALREADY_DONE,
        /** It was restored, and nobody has said yet what becomes of its inputs. */
        HELD,
        FAILED,
        /** An upstream failed. */
        SKIPPED
    }

    /**
     * @param full whether the table became exactly the result
     * @param rowsIn rows that the step yielded
     * @param rowsPublished of them, those that went into the table, or were merged into it
     */
    record Counts(String runId, long snapshotId, boolean full, long rowsIn, long rowsPublished, long rowsQuarantined) {}

    boolean isFailure() {
        return status == Status.FAILED || status == Status.SKIPPED;
    }
}
