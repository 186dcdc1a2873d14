package org.boathouse.spark.bronze;

import com.github.luben.zstd.ZstdInputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.functional.FutureIO;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** Opens landed files: where the store fails the run fails, what is wrong with the file itself is left to its reader. */
final class LandedStream {
    /**
     * Suffixes of packed files that are not read: as text they would be nonsense by the thousand. Hadoop has codecs for
     * snappy and lz4, but they take a file that was cut short for a whole one.
     */
    private static final Set<String> FOREIGN =
            Set.of("zip", "7z", "rar", "tar", "tgz", "tbz2", "xz", "lzma", "lzo", "br", "z", "snappy", "lz4");

    private LandedStream() {}

    /** Why a file of this name is not read, if so. */
    static Optional<String> refusal(String path) {
        for (String suffix : name(path).split("\\.")) {
            if (FOREIGN.contains(suffix)) {
                return Optional.of(
                        "Files packed as .%s are not read: land them plain, or as .gz, .bz2 or .zst".formatted(suffix));
            }
        }
        return Optional.empty();
    }

    /**
     * The file's bytes, decompressed by its suffix.
     *
     * @throws LakeFailure NOT_FOUND, FORBIDDEN or UNAVAILABLE where the store does not give them, CORRUPT where it has fewer
     *     than the ledger says, now or while reading
     */
    static TornStream open(LandedFile file, Configuration hadoop) {
        InputStream stored = null;
        try {
            Path path = new Path(file.path());
            FileSystem store = path.getFileSystem(hadoop);
            // The ledger knows the size: that saves the store a question, and the whole file is what is wanted.
            FSDataInputStream opened = FutureIO.awaitFuture(store.openFile(path)
                    .opt("fs.option.openfile.read.policy", "whole-file")
                    .optLong("fs.option.openfile.length", file.sizeBytes())
                    .build());
            stored = new Stored(opened, file);
            return new TornStream(decompressed(stored, path, hadoop));
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static InputStream decompressed(InputStream stored, Path path, Configuration hadoop) throws IOException {
        if (name(path.getName()).endsWith(".zst")) {
            // Hadoop's own codec needs a native library beside it; Spark brings this one.
            return new ZstdInputStream(stored);
        }
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        return codec == null ? stored : new Decompressed(codec, stored);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    private static LakeFailure failure(LandedFile file, Exception e) {
        if (e instanceof FileNotFoundException) {
            return new LakeFailure(
                    FailureKind.NOT_FOUND,
                    "%s is not in the store, though landing %s brought it: put the object back, or land the file again"
                            .formatted(file.uri(), file.landingId()),
                    e);
        }
        if (e instanceof AccessDeniedException) {
            return new LakeFailure(
                    FailureKind.FORBIDDEN,
                    "The store refuses %s: see the access key and its rights (%s)"
                            .formatted(file.uri(), e.getMessage()),
                    e);
        }
        return LakeFailure.unavailable("Reading %s failed: %s".formatted(file.uri(), e.getMessage()), e);
    }

    /**
     * Tells the store's failures from those of a codec reading it: of whatever type they are, for a codec's reader takes
     * what it does not know for damage to the file. An object that ends too early is one of them, for the ledger knows better.
     */
    private static final class Stored extends FilterInputStream {
        private final LandedFile file;
        private long bytesRead;

        Stored(InputStream in, LandedFile file) {
            super(in);
            this.file = file;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int count;
            try {
                count = in.read(bytes, offset, length);
            } catch (IOException | RuntimeException e) {
                throw failure(file, e);
            }
            if (count < 0 && bytesRead < file.sizeBytes()) {
                throw new LakeFailure(
                        FailureKind.CORRUPT,
                        "%s ends after %d bytes, though landing %s brought %d: put the whole object back"
                                .formatted(file.uri(), bytesRead, file.landingId(), file.sizeBytes()));
            }
            bytesRead += Math.max(count, 0);
            return count;
        }
    }

    /** Opens the codec at the first read, so that a file which is not what its suffix says shows as any other damage. */
    private static final class Decompressed extends InputStream {
        private final CompressionCodec codec;
        private final InputStream stored;
        private InputStream plain;

        Decompressed(CompressionCodec codec, InputStream stored) {
            this.codec = codec;
            this.stored = stored;
        }

        @Override
        public int read() throws IOException {
            return plain().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return plain().read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (plain != null) {
                plain.close();
            } else {
                stored.close();
            }
        }

        private InputStream plain() throws IOException {
            if (plain == null) {
                plain = codec.createInputStream(stored);
            }
            return plain;
        }
    }
}
