package org.boathouse.spark.run;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.spark.plan.Decider;
import org.boathouse.spark.plan.Decision;
import org.boathouse.spark.plan.Decision.Held;
import org.boathouse.spark.plan.Decision.Refine;
import org.boathouse.spark.plan.Decision.UpToDate;
import org.boathouse.spark.plan.LakeTables;
import org.boathouse.spark.plan.RefinedTable;
import org.boathouse.spark.run.Outcome.Counts;
import org.boathouse.spark.run.Outcome.Status;
import org.boathouse.spark.stage.Publication;

/**
 * Brings one table up to date: decide, stage, audit, publish. Can be repeated, doubled and killed anywhere: what is
 * consumed stands in the history of {@code main}, every try decides from there, and publishes only if it has not moved.
 */
final class Refiner {
    private static final int TRIES_MAX = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final SparkSession spark;
    private final LakeTables tables;
    private final LakeLayout layout;
    private final Decider decider;
    private final Publication publication;
    private final Clock clock;

    Refiner(SparkSession spark, LakeTables tables, LakeLayout layout, Clock clock) {
        this.spark = spark;
        this.tables = tables;
        this.layout = layout;
        this.decider = new Decider(tables);
        this.publication = new Publication(tables, PAUSE);
        this.clock = clock;
    }

    /** @throws LakeFailure of what the table, its inputs or its rows are not as they must be; nothing is published then */
    Outcome refine(RefinedTable table, boolean full) {
        Instant begun = clock.instant();
        for (int attempt = 1; ; attempt++) {
            try {
                Decision decision = decider.decide(table, full);
                if (decision instanceof UpToDate done) {
                    Status status = attempt == 1 ? Status.UP_TO_DATE : Status.ALREADY_DONE;
                    return new Outcome(
                            table.name(), status, done.reason(), Optional.empty(), done.notes(), secondsSince(begun));
                }
                if (decision instanceof Held held) {
                    return new Outcome(
                            table.name(),
                            Status.HELD,
                            held.reason(),
                            Optional.empty(),
                            held.notes(),
                            secondsSince(begun));
                }
                return refine((Refine) decision, begun);
            } catch (RuntimeException e) {
                if (attempt == TRIES_MAX || !isPassing(e)) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private Outcome refine(Refine decision, Instant begun) {
        String runId = UUID.randomUUID().toString();
        StagedRun run = new StagedRun(spark, tables, layout, decision, runId, clock.instant());
        try {
            StagedRun.Result result = run.stage();
            publication.publish(run.staged());
            Counts counts = new Counts(
                    runId,
                    result.snapshotId(),
                    decision.full(),
                    result.tally().rows(),
                    result.tally().rows() - result.tally().quarantined(),
                    result.tally().quarantined());
            return new Outcome(
                    decision.table().name(),
                    Status.PUBLISHED,
                    decision.reason(),
                    Optional.of(counts),
                    result.notes(),
                    secondsSince(begun));
        } catch (AuditFailed e) {
            throw e.failure();
        } catch (RuntimeException e) {
            run.drop(e);
            throw e;
        } finally {
            run.release();
        }
    }

    /** Whether another try, deciding anew, may well succeed: somebody was faster, or an answer got lost. */
    private static boolean isPassing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LakeFailure lake) {
                return lake.kind() == FailureKind.CONFLICT || lake.kind().retryable();
            }
            if (cause instanceof CommitFailedException || cause instanceof CommitStateUnknownException) {
                return true;
            }
            if (cause instanceof RESTException && cause.getCause() instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(PAUSE.multipliedBy(attempt).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeFailure(FailureKind.OUTCOME_UNKNOWN, "interrupted between two tries", e);
        }
    }

    private double secondsSince(Instant begun) {
        return Duration.between(begun, clock.instant()).toMillis() / 1000.0;
    }
}
