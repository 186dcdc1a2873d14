package org.boathouse.ingestion.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a landing is cut off, landing again gives exactly one row per file. */
@ExtendWith(StoresExtension.class)
class LandCrashIT {
    private static final int FILES = 12;

    @TempDir
    Path dir;

    private final LakeProcess lake;
    private final Dataset dataset = LandIT.newDataset();

    LandCrashIT(LakeProcess lake) {
        this.lake = lake;
    }

    @BeforeEach
    void files() throws Exception {
        for (int i = 0; i < FILES; i++) {
            Files.writeString(dir.resolve("f%02d.csv".formatted(i)), dataset + " " + i);
        }
    }

    /** Where the landing is killed; the request by which it is known that it got there. */
    enum Point {
        BEFORE_ANY_OBJECT(request -> LakeProxy.isPut(request, "/raw/"), 1, false),
        BETWEEN_OBJECTS(request -> LakeProxy.isPut(request, "/raw/"), FILES / 2, true),
        AFTER_ALL_OBJECTS(request -> LakeProxy.isPut(request, "/raw/"), FILES, true),
        BEFORE_THE_LEDGER_IS_MADE(LakeProxy::isTableCreation, 1, false),
        AFTER_THE_LEDGER_IS_MADE(LakeProxy::isTableCreation, 1, true),
        BEFORE_THE_LEDGER_FILE(request -> LakeProxy.isPut(request, "/tables/"), 1, false),
        AFTER_THE_LEDGER_FILE(request -> LakeProxy.isPut(request, "/tables/"), 1, true),
        BEFORE_THE_COMMIT(LakeProxy::isCommit, 1, false),
        AFTER_THE_COMMIT(LakeProxy::isCommit, 1, true);

        private final Predicate<RecordedRequest> request;
        private final int occurrence;
        private final boolean passedOn;

        Point(Predicate<RecordedRequest> request, int occurrence, boolean passedOn) {
            this.request = request;
            this.occurrence = occurrence;
            this.passedOn = passedOn;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLandingKilledAtAnyPointIsLandedOnceByTheNext(Point point) throws Exception {
        CompletableFuture<LandProcess> process = new CompletableFuture<>();
        AtomicInteger seen = new AtomicInteger();
        LakeProxy.Between killer = new LakeProxy.Between() {
            @Override
            public Optional<MockResponse> before(RecordedRequest request) {
                boolean here =
                        !point.passedOn && point.request.test(request) && seen.incrementAndGet() >= point.occurrence;
                return here ? Optional.of(kill()) : Optional.empty();
            }

            @Override
            public MockResponse after(RecordedRequest request, MockResponse answer) {
                boolean here =
                        point.passedOn && point.request.test(request) && seen.incrementAndGet() >= point.occurrence;
                return here ? kill() : answer;
            }

            private MockResponse kill() {
                process.join().kill9();
                return LakeProxy.noAnswer();
            }
        };
        try (LakeProxy proxy = new LakeProxy(lake, killer)) {
            process.complete(LandProcess.start(proxy.environment(), List.of(), dataset, dir));
            assertNotEquals(0, process.join().end().status(), "it was not killed");
        }
        boolean landed = point == Point.AFTER_THE_COMMIT;
        assertEquals(landed ? FILES : 0, LedgerRows.of(lake, dataset).rows().size());

        assertLandsOnce();
    }

    @Test
    void landingsKilledAtRandomLandOnceInTheEnd() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 6; i++) {
            LandProcess process = LandProcess.start(lake.environment(), List.of(), dataset, dir);
            Thread.sleep(400 + random.nextInt(1_600));
            process.kill9();
            process.end();
            int rows = LedgerRows.of(lake, dataset).rows().size();
            assertTrue(rows == 0 || rows == FILES, "a part of a batch is visible: " + rows);
        }

        assertLandsOnce();
    }

    @Test
    void aCommitWhoseAnswerIsLostLandsOnceAndIsReportedLanded() throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        LakeProxy.Between losing = new LakeProxy.Between() {
            @Override
            public MockResponse after(RecordedRequest request, MockResponse answer) {
                return LakeProxy.isCommit(request) && lost.compareAndSet(false, true) ? LakeProxy.noAnswer() : answer;
            }
        };
        try (LakeProxy proxy = new LakeProxy(lake, losing)) {
            LandProcess.Result result = LandProcess.run(proxy.environment(), dataset, dir);

            assertTrue(lost.get());
            assertEquals(0, result.status(), result.err());
            assertTrue(result.out().startsWith("Landed %d files".formatted(FILES)), result.out());
        }
        assertEquals(1, LedgerRows.of(lake, dataset).snapshots());
        assertLandsOnce();
    }

    @Test
    void aCommitThatNeverArrivedIsMadeAgain() throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        LakeProxy.Between losing = new LakeProxy.Between() {
            @Override
            public Optional<MockResponse> before(RecordedRequest request) {
                return LakeProxy.isCommit(request) && lost.compareAndSet(false, true)
                        ? Optional.of(LakeProxy.noAnswer())
                        : Optional.empty();
            }
        };
        try (LakeProxy proxy = new LakeProxy(lake, losing)) {
            LandProcess.Result result = LandProcess.run(proxy.environment(), dataset, dir);

            assertTrue(lost.get());
            assertEquals(0, result.status(), result.err());
        }
        assertLandsOnce();
    }

    @Test
    void whatAnotherLandsBetweenReadingAndCommittingIsNotDoubled() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        LakeProxy.Between overtaking = new LakeProxy.Between() {
            @Override
            public Optional<MockResponse> before(RecordedRequest request) {
                if (LakeProxy.isPut(request, "/tables/") && done.compareAndSet(false, true)) {
                    try {
                        assertEquals(
                                0,
                                LandProcess.run(lake.environment(), dataset, dir.resolve("f00.csv"))
                                        .status());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
                return Optional.empty();
            }
        };
        try (LakeProxy proxy = new LakeProxy(lake, overtaking)) {
            LandProcess.Result result = LandProcess.run(proxy.environment(), dataset, dir);

            assertTrue(done.get());
            assertEquals(0, result.status(), result.err());
            assertTrue(result.out().startsWith("Landed %d files".formatted(FILES - 1)), result.out());
        }
        assertLandsOnce();
    }

    private void assertLandsOnce() throws Exception {
        LandProcess.Result again = LandProcess.run(lake.environment(), dataset, dir);
        assertEquals(0, again.status(), again.err());
        LedgerRows ledger = LedgerRows.of(lake, dataset);
        List<String> each =
                IntStream.range(0, FILES).mapToObj("f%02d.csv"::formatted).toList();
        assertEquals(each, ledger.names().stream().sorted().toList());
        ledger.rows().forEach(row -> assertEquals(row.sizeBytes(), row.stored().orElseThrow()));
    }
}
