package org.boathouse.service.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
    private static final int SIZE = 100;

    @TempDir
    Path dir;

    private final Store store = new Store();
    private final List<FileCache> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(FileCache::close);
    }

    private FileCache open(long bytesMax) {
        FileCache cache = new FileCache(dir, bytesMax);
        opened.add(cache);
        return cache;
    }

    private void restart(FileCache cache) {
        cache.close();
        opened.remove(cache);
    }

    /** Counts how often each file is read, and can be made to stall, to fail, or to end early. */
    private static final class Store implements FileIO {
        final InMemoryFileIO files = new InMemoryFileIO();
        final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
        volatile CountDownLatch stall = new CountDownLatch(0);
        volatile boolean failing;

        CachedFile put(String name) {
            byte[] bytes = new byte[SIZE];
            bytes[0] = (byte) name.charAt(0);
            files.addFile("mem://" + name, bytes);
            return new CachedFile("mem://" + name, SIZE);
        }

        int reads(CachedFile file) {
            return reads.getOrDefault(file.location(), new AtomicInteger()).get();
        }

        @Override
        public InputFile newInputFile(String path) {
            InputFile file = files.newInputFile(path);
            return new InputFile() {
                @Override
                public long getLength() {
                    return file.getLength();
                }

                @Override
                public SeekableInputStream newStream() {
                    reads.computeIfAbsent(path, k -> new AtomicInteger()).incrementAndGet();
                    return stalling(file);
                }

                @Override
                public String location() {
                    return path;
                }

                @Override
                public boolean exists() {
                    return file.exists();
                }
            };
        }

        private SeekableInputStream stalling(InputFile file) {
            SeekableInputStream in = file.newStream();
            return new SeekableInputStream() {
                @Override
                public int read() throws IOException {
                    if (in.getPos() == SIZE / 2) {
                        awaitAndMaybeFail();
                    }
                    return in.read();
                }

                @Override
                public long getPos() throws IOException {
                    return in.getPos();
                }

                @Override
                public void seek(long position) throws IOException {
                    in.seek(position);
                }
            };
        }

        private void awaitAndMaybeFail() throws IOException {
            try {
                stall.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (failing) {
                throw new IOException("connection reset");
            }
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return files.newOutputFile(path);
        }

        @Override
        public void deleteFile(String path) {
            files.deleteFile(path);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFileIsFetchedOnceAndKept() throws IOException {
        FileCache cache = open(1000);
        CachedFile a = store.put("a");
        for (int i = 0; i < 3; i++) {
            try (FileCache.Lease lease = cache.lease(List.of(a), store)) {
                assertEquals('a', Files.readAllBytes(lease.copy(a.location()))[0]);
            }
        }
        assertEquals(1, store.reads(a));
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() throws IOException {
        FileCache cache = open(2 * SIZE);
        CachedFile a = store.put("a");
        CachedFile b = store.put("b");
        cache.lease(List.of(a), store).close();
        cache.lease(List.of(b), store).close();
        cache.lease(List.of(a), store).close();
        cache.lease(List.of(store.put("c")), store).close();
        cache.lease(List.of(a), store).close();
        assertEquals(1, store.reads(a));
        cache.lease(List.of(b), store).close();
        assertEquals(2, store.reads(b));
        assertEquals(2 * SIZE, cache.bytes());
        assertEquals(2, names().size());
    }

    @Test
    void aFileInUseStaysAndWhoFindsNoRoomIsToldToComeAgain() {
        FileCache cache = open(2 * SIZE);
        CachedFile a = store.put("a");
        CachedFile b = store.put("b");
        CachedFile c = store.put("c");
        try (FileCache.Lease used = cache.lease(List.of(a, b), store)) {
            LakeFailure failure = assertThrows(LakeFailure.class, () -> cache.lease(List.of(c), store));
            assertEquals(FailureKind.UNAVAILABLE, failure.kind());
            assertTrue(Files.exists(used.copy(a.location())));
        }
        cache.lease(List.of(c), store).close();
    }

    @Test
    void moreThanTheCacheHoldsIsRefusedOutright() {
        FileCache cache = open(2 * SIZE);
        LakeFailure failure = assertThrows(
                LakeFailure.class, () -> cache.lease(List.of(store.put("a"), store.put("b"), store.put("c")), store));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("boathouse.sql.cache-bytes-max"), failure.getMessage());
    }

    @Test
    void queriesThatWantTheSameFileShareItsDownload() throws Exception {
        FileCache cache = open(1000);
        CachedFile a = store.put("a");
        store.stall = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<FileCache.Lease>> leases = IntStream.range(0, 4)
                .mapToObj(i -> threads.submit(() -> cache.lease(List.of(a), store)))
                .toList();
        Thread.sleep(100);
        assertEquals(List.of(), names().stream().filter(CachedFile::isName).toList());
        store.stall.countDown();
        for (Future<FileCache.Lease> lease : leases) {
            lease.get().close();
        }
        threads.shutdown();
        assertEquals(1, store.reads(a));
    }

    @Test
    @Timeout(30)
    void aDownloadThatNobodyWaitsForAnyMoreKeepsItsRoomUntilItIsOver() throws Exception {
        FileCache cache = open(SIZE);
        CachedFile a = store.put("a");
        CachedFile b = store.put("b");
        store.stall = new CountDownLatch(1);
        Thread impatient = new Thread(
                () -> assertThrows(QueryInterrupted.class, () -> cache.lease(List.of(a), store)), "impatient");
        impatient.start();
        while (store.reads(a) == 0) {
            Thread.sleep(1);
        }
        impatient.interrupt();
        impatient.join();

        LakeFailure full = assertThrows(LakeFailure.class, () -> cache.lease(List.of(b), store));
        assertEquals(FailureKind.UNAVAILABLE, full.kind());
        store.stall.countDown();
        cache.lease(List.of(a), store).close();
        cache.lease(List.of(b), store).close();
        assertEquals(List.of(b.name()), names());
        assertEquals(1, store.reads(a));
    }

    @Test
    void aFailedDownloadLeavesNothingAndIsTriedAgain() throws IOException {
        FileCache cache = open(1000);
        CachedFile a = store.put("a");
        store.failing = true;
        LakeFailure failure = assertThrows(LakeFailure.class, () -> cache.lease(List.of(a), store));
        assertEquals(FailureKind.UNAVAILABLE, failure.kind());
        assertTrue(failure.getMessage().contains("connection reset"), failure.getMessage());
        assertEquals(List.of(), names());
        assertEquals(0, cache.bytes());
        store.failing = false;
        cache.lease(List.of(a), store).close();
    }

    @Test
    void aMissingFileSaysWhich() {
        FileCache cache = open(1000);
        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> cache.lease(List.of(new CachedFile("mem://gone", SIZE)), store));
        assertTrue(failure.getMessage().contains("mem://gone"), failure.getMessage());
    }

    @Test
    void aFileOfAnotherSizeThanItsTableSaysIsCorrupt() throws IOException {
        FileCache cache = open(1000);
        store.put("a");
        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> cache.lease(List.of(new CachedFile("mem://a", SIZE + 1)), store));
        assertEquals(FailureKind.CORRUPT, failure.kind());
        assertEquals(List.of(), names());
    }

    @Test
    void aCrashesLeftoversAreSweptAndWholeFilesUsedAgain() throws IOException {
        FileCache before = open(1000);
        CachedFile a = store.put("a");
        before.lease(List.of(a), store).close();
        restart(before);
        Files.write(dir.resolve(a.name() + ".1234.part"), new byte[50]);
        FileCache after = open(1000);
        assertEquals(List.of(a.name()), names());
        assertEquals(SIZE, after.bytes());
        after.lease(List.of(a), store).close();
        assertEquals(1, store.reads(a));
    }

    @Test
    void aSmallerCacheThanBeforeForgetsWhatIsTooMuch() throws IOException {
        FileCache before = open(1000);
        before.lease(List.of(store.put("a"), store.put("b"), store.put("c")), store)
                .close();
        restart(before);
        assertEquals(2 * SIZE, open(2 * SIZE).bytes());
        assertEquals(2, names().size());
    }

    @Test
    void aCopyThatSomebodyCutOrTookAwayIsFetchedAgain() throws IOException {
        FileCache cache = open(1000);
        CachedFile a = store.put("a");
        cache.lease(List.of(a), store).close();
        Files.write(dir.resolve(a.name()), new byte[10]);
        try (FileCache.Lease lease = cache.lease(List.of(a), store)) {
            assertEquals(SIZE, Files.size(lease.copy(a.location())));
        }
        Files.delete(dir.resolve(a.name()));
        try (FileCache.Lease lease = cache.lease(List.of(a), store)) {
            assertArrayEquals(new byte[] {'a'}, new byte[] {Files.readAllBytes(lease.copy(a.location()))[0]});
        }
        assertEquals(SIZE, cache.bytes());
    }

    @Test
    void twoProcessesCannotShareAFolder() {
        open(1000);
        LakeFailure failure = assertThrows(LakeFailure.class, () -> new FileCache(dir, 1000));
        assertTrue(failure.getMessage().contains("boathouse.sql.dir"), failure.getMessage());
    }

    @Test
    void manyQueriesAtOnceFindTheirFilesThereAllTheTime() throws Exception {
        FileCache cache = open(6 * SIZE);
        List<CachedFile> files = Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
                .map(store::put)
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        AtomicInteger served = new AtomicInteger();
        List<Future<?>> queries = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            queries.add(threads.submit(() -> {
                List<CachedFile> wanted = ThreadLocalRandom.current()
                        .ints(2, 0, files.size())
                        .mapToObj(files::get)
                        .toList();
                try (FileCache.Lease lease = cache.lease(wanted, store)) {
                    for (CachedFile file : wanted) {
                        byte[] bytes = Files.readAllBytes(lease.copy(file.location()));
                        assertEquals(SIZE, bytes.length);
                        assertEquals(file.location().charAt(6), bytes[0]);
                    }
                    served.incrementAndGet();
                } catch (LakeFailure e) {
                    assertEquals(FailureKind.UNAVAILABLE, e.kind(), e.getMessage());
                    assertTrue(e.getMessage().startsWith("Other queries"), e.getMessage());
                }
                return null;
            }));
        }
        for (Future<?> query : queries) {
            query.get();
        }
        threads.shutdown();
        assertTrue(served.get() > 0);
        assertTrue(cache.bytes() <= 6 * SIZE);
        assertFalse(names().stream().anyMatch(name -> name.endsWith(".part")));
    }
}
