package org.boathouse.ingestion.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.ContentHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What landing takes for granted of an {@link ObjectStore}, whichever it is. */
abstract class ObjectStoreContract {
    static final int PART_BYTES = 5 << 20;

    /** An open store, with parts of {@link #PART_BYTES} where it has parts. */
    abstract ObjectStore store();

    /** The object's bytes, read past this interface. */
    abstract byte[] stored(String key) throws Exception;

    /** A key that no other test uses. */
    abstract String newKey();

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 4096, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES, 3 * PART_BYTES + 17})
    void anObjectIsStoredWhole(int size) throws Exception {
        String key = newKey();
        Bytes content = Bytes.random(size);
        AtomicLong sent = new AtomicLong();

        assertEquals(OptionalLong.empty(), store().sizeBytes(key));
        assertEquals(ObjectStore.Put.CREATED, store().putIfAbsent(key, content, sent::addAndGet));

        assertEquals(OptionalLong.of(size), store().sizeBytes(key));
        assertArrayEquals(content.bytes(), stored(key));
        assertEquals(size, sent.get());
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 4096, PART_BYTES + 1})
    void storingItAgainFindsItThere(int size) throws Exception {
        String key = newKey();
        Bytes content = Bytes.random(size);
        store().putIfAbsent(key, content, n -> {});

        assertEquals(ObjectStore.Put.EXISTED, store().putIfAbsent(key, content, n -> {}));
        assertArrayEquals(content.bytes(), stored(key));
    }

    @Test
    void anyRangeOfAnObjectCanBeRead() throws Exception {
        String key = newKey();
        Bytes content = Bytes.random(1000);
        store().putIfAbsent(key, content, n -> {});

        assertArrayEquals(content.bytes(), store().read(key, 0, 1000));
        assertArrayEquals(Arrays.copyOfRange(content.bytes(), 17, 42), store().read(key, 17, 25));
        assertArrayEquals(Arrays.copyOfRange(content.bytes(), 999, 1000), store().read(key, 999, 1));
    }

    @Test
    void readingBeyondAnObjectOrNoneIsRefused() throws Exception {
        String key = newKey();
        store().putIfAbsent(key, Bytes.random(10), n -> {});

        assertEquals(
                FailureKind.CORRUPT,
                assertThrows(LakeFailure.class, () -> store().read(key, 5, 10)).kind());
        assertEquals(
                FailureKind.NOT_FOUND,
                assertThrows(LakeFailure.class, () -> store().read(newKey(), 0, 1))
                        .kind());
    }

    @Test
    void anObjectIsNeverOverwritten() throws Exception {
        String key = newKey();
        Bytes first = Bytes.random(100);
        store().putIfAbsent(key, first, n -> {});

        assertEquals(ObjectStore.Put.EXISTED, store().putIfAbsent(key, Bytes.random(100), n -> {}));
        assertArrayEquals(first.bytes(), stored(key));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {100, PART_BYTES + 1})
    void anObjectOfAnotherSizeUnderItsKeyIsCorrupt(int size) throws Exception {
        String key = newKey();
        store().putIfAbsent(key, Bytes.random(99), n -> {});

        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> store().putIfAbsent(key, Bytes.random(size), n -> {}));

        assertEquals(FailureKind.CORRUPT, failure.kind());
        assertTrue(failure.getMessage().contains(key), failure.getMessage());
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 4096, 2 * PART_BYTES + 1})
    void aContentThatIsNotWhatWasHashedIsRefusedAndLeavesNothing(int size) throws Exception {
        Bytes hashed = Bytes.random(size);
        byte[] flipped = hashed.bytes().clone();
        flipped[size / 2] ^= 1;
        byte[] longer = Arrays.copyOf(hashed.bytes(), size + 1);
        byte[] shorter = Arrays.copyOf(hashed.bytes(), size - 1);
        for (byte[] now : List.of(flipped, longer, shorter)) {
            String key = newKey();

            assertThrows(ContentChanged.class, () -> store().putIfAbsent(key, hashed.nowReads(now), n -> {}));

            assertEquals(OptionalLong.empty(), store().sizeBytes(key));
        }
    }

    @Test
    void aContentThatCannotBeReadSaysSoAndLeavesNothing() {
        String key = newKey();
        Content gone = new Content() {
            @Override
            public ContentHash hash() {
                return Bytes.random(1).hash();
            }

            @Override
            public long sizeBytes() {
                return 1;
            }

            @Override
            public String mediaType() {
                return "text/csv";
            }

            @Override
            public InputStream open() throws IOException {
                throw new NoSuchFileException("gone.csv");
            }
        };

        assertThrows(NoSuchFileException.class, () -> store().putIfAbsent(key, gone, n -> {}));
        assertEquals(OptionalLong.empty(), store().sizeBytes(key));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {4096, PART_BYTES + 1})
    void ofManyWritersAtOnceSomeCreateItAndTheRestFindIt(int size) throws Exception {
        String key = newKey();
        Bytes content = Bytes.random(size);
        int writers = 16;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<ObjectStore.Put>> puts = new ArrayList<>();
            Callable<ObjectStore.Put> write = () -> {
                start.await();
                return store().putIfAbsent(key, content, n -> {});
            };
            for (int i = 0; i < writers; i++) {
                puts.add(threads.submit(write));
            }
            start.countDown();
            int created = 0;
            for (Future<ObjectStore.Put> put : puts) {
                created += put.get() == ObjectStore.Put.CREATED ? 1 : 0;
            }
            assertTrue(created >= 1, "nobody created it");
            assertArrayEquals(content.bytes(), stored(key));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Bytes in memory, hashed as {@code hashed} and read as {@code bytes}. */
    record Bytes(byte[] hashed, byte[] bytes) implements Content {
        static Bytes random(int size) {
            byte[] bytes = new byte[size];
            new Random().nextBytes(bytes);
            return new Bytes(bytes, bytes);
        }

        Bytes nowReads(byte[] others) {
            return new Bytes(hashed, others);
        }

        @Override
        public ContentHash hash() {
            return new ContentHash(Sha256.of(hashed));
        }

        @Override
        public long sizeBytes() {
            return hashed.length;
        }

        @Override
        public String mediaType() {
            return "application/octet-stream";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
