package org.boathouse.service.query;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/**
 * An immutable file of the lake, to be had locally under a name made from its location.
 *
 * @param bytes its size, as the table's metadata says
 */
record CachedFile(String location, long bytes) {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.parquet");
    private static final int BUFFER_BYTES = 1 << 16;

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    String name() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(location.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash) + ".parquet";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * Copies the file into a folder. It gets its name when it is whole and on disk; a failure leaves nothing.
     *
     * @throws LakeFailure UNAVAILABLE where it cannot be read or written, CORRUPT where its size is another
     */
    Path download(FileIO lake, Path dir) {
        Path part = dir.resolve(name() + "." + UUID.randomUUID() + ".part");
        try {
            try {
                long copied = copy(lake, part);
                if (copied != bytes) {
                    throw new LakeFailure(
                            FailureKind.CORRUPT,
                            "%s has %d bytes, and its table says %d".formatted(location, copied, bytes));
                }
                return Files.move(part, dir.resolve(name()), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw LakeFailure.unavailable(
                    "Cannot bring %s into the SQL cache at %s: %s".formatted(location, dir, e.getMessage()), e);
        }
    }

    private long copy(FileIO lake, Path part) throws IOException {
        try (InputStream in = lake.newInputFile(location, bytes).newStream();
                FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long copied = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ByteBuffer rest = ByteBuffer.wrap(buffer, 0, n);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                copied += n;
            }
            // Before the rename: a name never stands for bytes that a power loss can take away.
            out.force(false);
            return copied;
        }
    }
}
