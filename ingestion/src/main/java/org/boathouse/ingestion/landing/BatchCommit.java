package org.boathouse.ingestion.landing;

import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.ingestion.ledger.LedgerHead;
import org.boathouse.ingestion.ledger.LedgerRow;
import org.boathouse.ingestion.ledger.Ledgers;

/**
 * Brings a batch into its ledger exactly once: offers it to the head it was planned on; where others were faster, or the
 * answer was lost, looks whether the batch is in, then plans again on the new head. An earlier offer that arrives late
 * finds the head moved, or makes the later one find it moved: never do both get in.
 */
record BatchCommit(Ledgers ledgers, Clock clock, LanderLimits limits, LandingProgress progress) {
    Batch.Committed commit(Batch batch, LedgerHead firstHead) {
        LedgerHead head = firstHead;
        LakeFailure unknown = null;
        List<LedgerRow> perhapsIn = List.of();
        for (int attempt = 1; attempt <= limits.commitAttemptsMax(); attempt++) {
            try {
                if (attempt > 1) {
                    OptionalLong earlier = ledgers.snapshotOf(head.dataset(), batch.id());
                    if (earlier.isPresent()) {
                        return new Batch.Committed(earlier, perhapsIn);
                    }
                    head = ledgers.read(head.dataset(), batch.names());
                }
                LandingPlan plan = LandingPlan.of(batch.files(), head.latest());
                if (plan.landings().isEmpty()) {
                    return new Batch.Committed(OptionalLong.empty(), List.of());
                }
                List<LedgerRow> rows = batch.rows(plan.landings(), plan.landedAt(clock, head.latest()));
                List<LedgerRow> before = perhapsIn;
                perhapsIn = rows;
                OptionalLong snapshotId = ledgers.append(head, batch.id(), rows);
                if (snapshotId.isPresent()) {
                    return new Batch.Committed(snapshotId, rows);
                }
                perhapsIn = before;
            } catch (LakeFailure e) {
                if (e.kind() == FailureKind.OUTCOME_UNKNOWN) {
                    unknown = e;
                } else if (unknown == null) {
                    throw e;
                }
            }
            pause(attempt, unknown);
        }
        throw unknown != null
                ? unknown
                : LakeFailure.conflict(
                        "Others keep landing into %s: gave up after %d attempts, nothing landed; try again",
                        firstHead.dataset(), limits.commitAttemptsMax());
    }

    private void pause(int attempt, LakeFailure unknown) {
        progress.waiting(unknown == null ? "the ledger moved on meanwhile" : unknown.getMessage());
        try {
            Thread.sleep(
                    ThreadLocalRandom.current().nextLong(limits.backoff(attempt).toMillis() + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeFailure(FailureKind.OUTCOME_UNKNOWN, "interrupted while landing; land the same again", e);
        }
    }
}
