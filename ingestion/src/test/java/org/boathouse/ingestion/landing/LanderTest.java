package org.boathouse.ingestion.landing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.ingestion.source.FolderScan;
import org.boathouse.ingestion.source.SourceFile;
import org.boathouse.ingestion.store.Content;
import org.boathouse.ingestion.store.FolderObjectStore;
import org.boathouse.ingestion.store.ObjectStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanderTest {
    private static final Dataset AIRPORTS = Dataset.parse("flights/airports");
    private static final LakeLayout LAYOUT = new LakeLayout("lake");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final LanderLimits LIMITS = new LanderLimits(4, 5, Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir
    Path dir;

    private final MemoryLedger ledger = new MemoryLedger();
    private final List<String> kept = new ArrayList<>();
    private ObjectKeeper keeper = kept::addAll;
    private Path in;
    private ObjectStore store;

    @BeforeEach
    void folders() throws IOException {
        in = Files.createDirectory(dir.resolve("in"));
        store = new FolderObjectStore(dir.resolve("store"));
    }

    @Test
    void filesLandAsOneBatchWithTheirObjects() throws IOException {
        write("a.csv", "A");
        write("sub/b.CSV.gz", "BB");

        LandingReport report = land();

        assertEquals(2, report.landedFiles());
        assertEquals(3, report.landedBytes());
        assertEquals(OptionalLong.of(1), report.snapshotId());
        MemoryLedger.Row a = ledger.rows().get(0);
        assertEquals("a.csv", a.row().sourceName());
        assertEquals(NOON, a.row().landedAt());
        assertEquals("text/csv", a.row().mediaType());
        assertEquals(in.resolve("a.csv").toUri().toString(), a.row().sourceUri());
        assertEquals("sub/b.CSV.gz", ledger.rows().get(1).row().sourceName());
        String key = ledger.rows().get(1).row().objectKey();
        assertTrue(key.startsWith("flights/raw/airports/") && key.endsWith(".csv.gz"), key);
        assertEquals("BB", new String(store.read(key, 0, 2)));
    }

    @Test
    void whatWasStoredBeforeIsKeptAndStoredAgainWhereItWasDeletedJustThen() throws IOException {
        write("a.csv", "A");
        write("b.csv", "B");
        land();
        assertEquals(List.of(), kept, "what this landing stored itself is young");
        write("same-as-a.csv", "A");
        write("same-as-b.csv", "B");
        Path stored = dir.resolve("store");
        keeper = keys -> {
            kept.addAll(keys);
            keys.forEach(key -> stored.resolve(key).toFile().delete());
        };

        land();

        assertEquals(2, kept.size());
        for (MemoryLedger.Row row : ledger.rows()) {
            assertEquals(1, store.read(row.row().objectKey(), 0, 1).length);
        }
    }

    @Test
    void whatCannotBeKeptIsNotLanded() throws IOException {
        write("a.csv", "A");
        land();
        write("same-as-a.csv", "A");
        keeper = keys -> {
            throw LakeFailure.unavailable("being deleted", null);
        };
        LakeFailure failure = assertThrows(LakeFailure.class, this::land);
        assertEquals(FailureKind.UNAVAILABLE, failure.kind());
        assertEquals(1, ledger.rows().size());
    }

    @Test
    void landingTwiceLandsNothingNewAndSaysSo() throws IOException {
        write("a.csv", "A");
        land();

        LandingReport again = land();

        assertEquals(OptionalLong.empty(), again.snapshotId());
        assertEquals(1, again.alreadyLandedFiles());
        assertEquals(1, ledger.rows().size());
    }

    @Test
    void onlyWhatIsNewLands() throws IOException {
        write("a.csv", "A");
        land();
        write("b.csv", "B");

        LandingReport report = land();

        assertEquals(
                List.of(false, true),
                report.files().stream().map(LandingReport.FileReport::landed).toList());
        assertEquals(List.of("a.csv", "b.csv"), ledger.names());
    }

    @Test
    void anOlderContentThatComesBackLandsAgain() throws IOException {
        for (String content : List.of("old", "new", "old", "old")) {
            write("a.csv", content);
            land();
        }

        assertEquals(3, ledger.rows().size());
        assertEquals(
                ledger.rows().get(0).row().content(), ledger.rows().get(2).row().content());
        assertTrue(ledger.rows()
                .get(2)
                .row()
                .landedAt()
                .isAfter(ledger.rows().get(1).row().landedAt()));
    }

    @Test
    void anEmptyFileIsALanding() throws IOException {
        write("empty.csv", "");

        assertEquals(1, land().landedFiles());
        assertEquals(0, ledger.rows().get(0).row().sizeBytes());
    }

    @Test
    void noFilesAreNoLanding() {
        assertEquals(OptionalLong.empty(), land().snapshotId());
    }

    @Test
    void oneContentUnderTwoNamesIsTwoLandingsOfOneObject() throws IOException {
        write("a.csv", "same");
        write("b.csv", "same");

        land();

        assertEquals(List.of("a.csv", "b.csv"), ledger.names());
        assertEquals(
                ledger.rows().get(0).row().objectKey(),
                ledger.rows().get(1).row().objectKey());
    }

    @Test
    void oneNameWithTwoContentsInOneBatchIsRefusedBeforeAnythingIsSent() throws IOException {
        Path one = write("one/a.csv", "1");
        Path two = write("two/a.csv", "2");

        LakeFailure failure = assertThrows(LakeFailure.class, () -> land(lander(), one, two));

        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains(one.toString()), failure.getMessage());
        assertTrue(failure.getMessage().contains(two.toString()), failure.getMessage());
        assertNothingHappened();
    }

    @Test
    void oneNameWithOneContentTwiceInOneBatchLandsOnce() throws IOException {
        Path one = write("one/a.csv", "1");
        Path two = write("two/a.csv", "1");

        assertEquals(1, land(lander(), one, two).files().size());
        assertEquals(1, ledger.rows().size());
    }

    @Test
    void aFileRemovedBetweenListingAndUploadIsNamedAndNothingLands() throws IOException {
        write("a.csv", "A");
        Path gone = write("b.csv", "B");
        List<SourceFile> listed = FolderScan.of(List.of(in)).files();
        Files.delete(gone);

        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> lander().land(AIRPORTS, listed, LandingProgress.SILENT));

        assertEquals(FailureKind.NOT_FOUND, failure.kind());
        assertTrue(failure.getMessage().startsWith(gone + " was removed"), failure.getMessage());
        assertEquals(List.of(), ledger.rows());
        assertEquals(1, land().landedFiles());
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndNothingLands() throws IOException {
        write("a.csv", "A");
        Path file = write("b.csv", "B");
        List<SourceFile> listed = FolderScan.of(List.of(in)).files();
        Files.delete(file);
        Files.createDirectory(file);

        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> lander().land(AIRPORTS, listed, LandingProgress.SILENT));

        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().startsWith("Cannot read " + file), failure.getMessage());
        assertEquals(List.of(), ledger.rows());
    }

    @Test
    void aFileThatIsWrittenToWhileItLandsIsNamedAndNothingLands() throws IOException {
        Path file = write("a.csv", "A");
        ObjectStore whileWritten = new StoreBefore(store, () -> append(file));

        LakeFailure failure = assertThrows(LakeFailure.class, () -> land(lander(whileWritten), in));

        assertEquals(FailureKind.CONFLICT, failure.kind());
        assertTrue(failure.getMessage().startsWith(file + " changed"), failure.getMessage());
        assertNothingHappened();
    }

    @Test
    void whatTheStoreRefusesMakesNothingVisibleAndLandsLater() throws IOException {
        for (int i = 0; i < 20; i++) {
            write("f" + i, "content " + i);
        }
        int[] puts = {0};
        ObjectStore failing = new StoreBefore(store, () -> {
            synchronized (puts) {
                if (++puts[0] == 10) {
                    throw LakeFailure.unavailable("the store is full", null);
                }
            }
        });

        LakeFailure failure = assertThrows(LakeFailure.class, () -> land(lander(failing), in));

        assertEquals("the store is full", failure.getMessage());
        assertEquals(List.of(), ledger.rows());
        assertEquals(20, land().landedFiles());
    }

    private void assertNothingHappened() {
        assertEquals(List.of(), ledger.rows());
        assertTrue(dir.resolve("store").toFile().list() == null
                || dir.resolve("store").toFile().list().length == 0);
    }

    private LandingReport land() {
        return land(lander(), in);
    }

    private static LandingReport land(Lander lander, Path... paths) {
        return lander.land(AIRPORTS, FolderScan.of(List.of(paths)).files(), LandingProgress.SILENT);
    }

    private Lander lander() {
        return lander(store);
    }

    private Lander lander(ObjectStore objects) {
        return new Lander(objects, LAYOUT, keeper, ledger, Clock.fixed(NOON, ZoneOffset.UTC), LIMITS);
    }

    private Path write(String name, String content) throws IOException {
        Path file = in.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "more", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets something happen before each write. */
    private record StoreBefore(ObjectStore store, Runnable before) implements ObjectStore {
        @Override
        public Put putIfAbsent(String key, Content content, LongConsumer sent) throws IOException {
            before.run();
            return store.putIfAbsent(key, content, sent);
        }

        @Override
        public OptionalLong sizeBytes(String key) {
            return store.sizeBytes(key);
        }

        @Override
        public byte[] read(String key, long offset, int length) {
            return store.read(key, offset, length);
        }
    }
}
