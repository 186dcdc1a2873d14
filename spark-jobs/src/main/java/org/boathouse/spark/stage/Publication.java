package org.boathouse.spark.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.spark.plan.LakeTables;

/**
 * Publishes what a run staged: {@code main} of all its tables moves in one catalog transaction, or of none. Whatever the
 * answer, and if there is none, the table's history says whether it happened.
 */
public final class Publication {
    private static final int LOOKS_MAX = 6;

    private final LakeTables tables;
    private final Duration pause;

    /** @param pause between the first two looks at a lake that does not answer; it doubles from look to look */
    public Publication(LakeTables tables, Duration pause) {
        this.tables = tables;
        this.pause = pause;
    }

    /**
     * @param staged the table itself first
     * @throws LakeFailure CONFLICT where surely or probably nothing was published, and the run has to decide and stage
     *     again; OUTCOME_UNKNOWN where the lake no longer answers: the next run finds out
     */
    public void publish(List<StagedTable> staged) {
        List<TableCommit> commits = new ArrayList<>();
        staged.forEach(table -> commits.add(table.publication()));
        try {
            tables.commit(commits);
        } catch (RuntimeException e) {
            if (!isPublished(staged.get(0), e)) {
                throw notPublished(staged.get(0), e);
            }
        }
    }

    private boolean isPublished(StagedTable table, RuntimeException answer) {
        String runId = table.summary().get(SummaryKeys.RUN_ID);
        Duration wait = pause;
        for (int look = 1; ; look++) {
            try {
                return isInHistory(tables.load(table.name()), runId);
            } catch (RuntimeException e) {
                if (look == LOOKS_MAX) {
                    e.addSuppressed(answer);
                    throw new LakeFailure(
                            FailureKind.OUTCOME_UNKNOWN,
                            "%s: the lake stopped answering while run %s was published; run again, it finds out"
                                    .formatted(table.name(), runId),
                            e);
                }
            }
            sleep(wait);
            wait = wait.multipliedBy(2);
        }
    }

    private static boolean isInHistory(Table table, String runId) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (runId.equals(snapshot.summary().get(SummaryKeys.RUN_ID))) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException notPublished(StagedTable table, RuntimeException answer) {
        if (answer instanceof BadRequestException
                || answer instanceof ForbiddenException
                || answer instanceof NotAuthorizedException
                || answer instanceof ValidationException) {
            return answer;
        }
        // A conflict, or no answer at all. A request still on its way meets the same condition on main as the next try.
        return new LakeFailure(
                FailureKind.CONFLICT, "%s: not published: %s".formatted(table.name(), answer.getMessage()), answer);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeFailure(FailureKind.OUTCOME_UNKNOWN, "interrupted while publishing", e);
        }
    }
}
