package org.boathouse.spark.bronze;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandedStreamTest {
    private static final byte[] TEXT = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);

    @Test
    void aWholeFileIsGivenAsItIs() throws IOException {
        try (InputStream stream = open("x.csv", TEXT, TEXT.length)) {
            assertArrayEquals(TEXT, stream.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.csv", "x.csv.gz", "x.csv.zst"})
    void anObjectShorterThanItsLandingFailsTheRunInsteadOfLosingItsEnd(String name) throws IOException {
        byte[] stored = packed(name);
        try (InputStream stream = open(name, stored, stored.length + 3)) {
            LakeFailure failure = assertThrows(LakeFailure.class, stream::readAllBytes);
            assertEquals(FailureKind.CORRUPT, failure.kind());
            assertTrue(
                    failure.getMessage().startsWith("s3://lake/%s ends after %d bytes".formatted(name, stored.length)),
                    failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.csv", "x.csv.gz", "x.csv.zst"})
    void aStoreThatFailsInWhateverWayIsNotTakenForADamagedFile(String name) throws IOException {
        try (InputStream stream = open(name, null, 10)) {
            LakeFailure failure = assertThrows(LakeFailure.class, stream::readAllBytes);
            assertEquals(FailureKind.UNAVAILABLE, failure.kind());
            assertEquals(
                    "Reading s3://lake/%s failed: Connection pool shut down".formatted(name), failure.getMessage());
        }
    }

    /** @param stored null for a store that fails */
    private static InputStream open(String name, byte[] stored, long landedBytes) {
        Configuration hadoop = new Configuration(false);
        hadoop.setClass("fs.memory.impl", Store.class, org.apache.hadoop.fs.FileSystem.class);
        hadoop.setBoolean("fs.memory.impl.disable.cache", true);
        Store.stored = stored;
        return LandedStream.open(
                new LandedFile("s3://lake/" + name, "memory:///" + name, landedBytes, "l", Instant.EPOCH), hadoop);
    }

    private static byte[] packed(String name) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream codec = name.endsWith(".gz")
                ? new GZIPOutputStream(packed)
                : name.endsWith(".zst") ? new ZstdOutputStream(packed) : packed) {
            codec.write(TEXT);
        }
        return packed.toByteArray();
    }

    /** A file system of one file. */
    public static final class Store extends RawLocalFileSystem {
        private static byte[] stored;

        @Override
        public URI getUri() {
            return URI.create("memory:///");
        }

        @Override
        public FSDataInputStream open(Path path, int bufferSize) {
            return new FSDataInputStream(new Bytes());
        }
    }

    private static final class Bytes extends FSInputStream {
        private int position;

        @Override
        public int read() {
            if (Store.stored == null) {
                throw new IllegalStateException("Connection pool shut down");
            }
            return position < Store.stored.length ? Store.stored[position++] & 0xff : -1;
        }

        @Override
        public void seek(long to) {
            position = (int) to;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public boolean seekToNewSource(long to) {
            return false;
        }
    }
}
