package org.boathouse.ingestion.landing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.LandedObject;
import org.boathouse.ingestion.ledger.LedgerHead;
import org.boathouse.ingestion.ledger.LedgerRow;
import org.boathouse.ingestion.ledger.Ledgers;
import org.boathouse.ingestion.source.SourceFile;
import org.junit.jupiter.api.Test;

/** Bringing a batch in once, whatever others do meanwhile and whatever becomes of the answers. */
class BatchCommitTest {
    private static final Dataset AIRPORTS = Dataset.parse("flights/airports");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final LanderLimits LIMITS = new LanderLimits(1, 4, Duration.ofMillis(1), Duration.ofMillis(1));
    private static final ContentHash A = new ContentHash("a".repeat(64));

    private final MemoryLedger ledger = new MemoryLedger();

    @Test
    void whatOthersLandedMeanwhileIsDropped() {
        Batch mine = batch("a", "b");
        Ledgers contended = new Disturbed(ledger).before(() -> land(batch("b", "c")));

        Batch.Committed committed = commit(contended, mine);

        assertEquals(List.of("b", "c", "a"), ledger.names());
        assertEquals(OptionalLong.of(2), committed.snapshotId());
        assertEquals(List.of("a"), names(committed));
    }

    @Test
    void whereOthersLandedItAllMeanwhileNothingIsAppended() {
        Ledgers contended = new Disturbed(ledger).before(() -> land(batch("a", "b")));

        Batch.Committed committed = commit(contended, batch("a", "b"));

        assertEquals(OptionalLong.empty(), committed.snapshotId());
        assertEquals(List.of("a", "b"), ledger.names());
    }

    @Test
    void aLostAnswerOfAnAppendThatGotInIsFoundByTheBatchId() {
        Ledgers losing = new Disturbed(ledger).after(BatchCommitTest::loseTheAnswer);

        Batch.Committed committed = commit(losing, batch("a"));

        assertEquals(OptionalLong.of(1), committed.snapshotId());
        assertEquals(List.of("a"), names(committed));
        assertEquals(List.of("a"), ledger.names());
    }

    @Test
    void aLostAnswerIsFoundThoughOthersLandedSince() {
        Ledgers losing = new Disturbed(ledger).after(() -> {
            land(batch("x"));
            loseTheAnswer();
        });

        Batch.Committed committed = commit(losing, batch("a"));

        assertEquals(OptionalLong.of(1), committed.snapshotId());
        assertEquals(List.of("a", "x"), ledger.names());
    }

    @Test
    void aLostAppendThatNeverGotInIsMadeAgain() {
        Ledgers losing = new Disturbed(ledger).before(BatchCommitTest::loseTheAnswer);

        Batch.Committed committed = commit(losing, batch("a"));

        assertEquals(OptionalLong.of(1), committed.snapshotId());
        assertEquals(List.of("a"), ledger.names());
    }

    @Test
    void aLostAppendThatArrivesLateIsNotDoubled() {
        Batch mine = batch("a");
        LedgerHead start = ledger.read(AIRPORTS, mine.names());
        Ledgers late = new Disturbed(ledger)
                .before(BatchCommitTest::loseTheAnswer)
                .before(() -> assertTrue(ledger.append(start, mine.id(), mine.rows(mine.files(), CLOCK.instant()))
                        .isPresent()));

        Batch.Committed committed = commit(late, mine);

        assertEquals(List.of("a"), ledger.names());
        assertEquals(OptionalLong.of(1), committed.snapshotId());
        assertEquals(mine.landingIds().get("a"), committed.rows().get(0).landingId());
    }

    @Test
    void anOutcomeThatStaysUnknownIsSaidToBeUnknown() {
        Disturbed losing = new Disturbed(ledger);
        for (int i = 0; i < LIMITS.commitAttemptsMax(); i++) {
            losing.before(BatchCommitTest::loseTheAnswer);
        }

        LakeFailure failure = assertThrows(LakeFailure.class, () -> commit(losing, batch("a")));

        assertEquals(FailureKind.OUTCOME_UNKNOWN, failure.kind());
    }

    @Test
    void whileTheOutcomeIsUnknownACatalogThatIsDownDoesNotMakeItKnown() {
        Disturbed losing = new Disturbed(ledger).after(BatchCommitTest::loseTheAnswer);
        for (int i = 0; i < LIMITS.commitAttemptsMax() - 1; i++) {
            losing.lookup(() -> {
                throw LakeFailure.unavailable("down", null);
            });
        }

        LakeFailure failure = assertThrows(LakeFailure.class, () -> commit(losing, batch("a")));

        assertEquals(FailureKind.OUTCOME_UNKNOWN, failure.kind());
        assertEquals(List.of("a"), ledger.names());
    }

    @Test
    void aRefusalEndsItAtOnce() {
        Ledgers refusing = new Disturbed(ledger).before(() -> {
            throw LakeFailure.forbidden("no");
        });

        LakeFailure failure = assertThrows(LakeFailure.class, () -> commit(refusing, batch("a")));

        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertEquals(List.of(), ledger.names());
    }

    @Test
    void aLedgerThatNeverRestsIsGivenUpOn() {
        Disturbed contended = new Disturbed(ledger);
        for (int i = 0; i < LIMITS.commitAttemptsMax(); i++) {
            String other = "other" + i;
            contended.before(() -> land(batch(other)));
        }

        LakeFailure failure = assertThrows(LakeFailure.class, () -> commit(contended, batch("a")));

        assertEquals(FailureKind.CONFLICT, failure.kind());
        assertEquals(LIMITS.commitAttemptsMax(), ledger.rows().size());
    }

    @Test
    void manyLandersOfTheSameFilesLandEachOnce() throws Exception {
        List<String> names = List.of("a", "b", "c", "d", "e");
        LanderLimits patient = new LanderLimits(1, 1000, Duration.ofMillis(1), Duration.ofMillis(5));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Batch.Committed>> landers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Batch mine = batch(names.subList(i % 3, 3 + i % 3).toArray(String[]::new));
                landers.add(() -> new BatchCommit(ledger, CLOCK, patient, LandingProgress.SILENT)
                        .commit(mine, ledger.read(AIRPORTS, mine.names())));
            }
            for (Future<Batch.Committed> lander : threads.invokeAll(landers)) {
                lander.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(names, ledger.names().stream().sorted().toList());
    }

    private static void loseTheAnswer() {
        throw new LakeFailure(FailureKind.OUTCOME_UNKNOWN, "no answer");
    }

    private void land(Batch batch) {
        commit(ledger, batch);
    }

    private static Batch.Committed commit(Ledgers ledgers, Batch batch) {
        return new BatchCommit(ledgers, CLOCK, LIMITS, LandingProgress.SILENT)
                .commit(batch, ledgers.read(AIRPORTS, batch.names()));
    }

    private static Batch batch(String... names) {
        List<LandedFile> files = new ArrayList<>();
        for (String name : names) {
            files.add(new LandedFile(new SourceFile(name, Path.of(name), 1), new LandedObject(AIRPORTS, A, ""), 1));
        }
        return Batch.of(UUID.randomUUID(), files, new LakeLayout("lake"));
    }

    private static List<String> names(Batch.Committed committed) {
        return committed.rows().stream().map(LedgerRow::sourceName).toList();
    }

    /** Lets things happen right before or after appends, and before lookups, one each time. */
    private static final class Disturbed implements Ledgers {
        private final Ledgers ledgers;
        private final Deque<Runnable> before = new ArrayDeque<>();
        private final Deque<Runnable> after = new ArrayDeque<>();
        private final Deque<Runnable> lookup = new ArrayDeque<>();

        Disturbed(Ledgers ledgers) {
            this.ledgers = ledgers;
        }

        Disturbed before(Runnable event) {
            before.add(event);
            return this;
        }

        Disturbed after(Runnable event) {
            after.add(event);
            return this;
        }

        Disturbed lookup(Runnable event) {
            lookup.add(event);
            return this;
        }

        @Override
        public LedgerHead read(Dataset dataset, Set<String> sourceNames) {
            return ledgers.read(dataset, sourceNames);
        }

        @Override
        public OptionalLong append(LedgerHead head, UUID batchId, List<LedgerRow> rows) {
            next(before);
            OptionalLong snapshotId = ledgers.append(head, batchId, rows);
            next(after);
            return snapshotId;
        }

        @Override
        public OptionalLong snapshotOf(Dataset dataset, UUID batchId) {
            next(lookup);
            return ledgers.snapshotOf(dataset, batchId);
        }

        private static void next(Deque<Runnable> events) {
            Runnable event = events.poll();
            if (event != null) {
                event.run();
            }
        }
    }
}
