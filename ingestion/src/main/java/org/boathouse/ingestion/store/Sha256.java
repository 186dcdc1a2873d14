package org.boathouse.ingestion.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java platform has. */
public final class Sha256 {
    private static final int BUFFER_BYTES = 1 << 16;

    private Sha256() {}

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** As 64 lower-case hexadecimal digits. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    /** A stream's hash and length. */
    public record Sum(String sha256, long sizeBytes) {}

    /** Reads a stream to its end in constant memory; the caller closes it. */
    public static Sum of(InputStream stream) throws IOException {
        MessageDigest digest = newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        for (int n; (n = stream.read(buffer)) >= 0; size += n) {
            digest.update(buffer, 0, n);
        }
        return new Sum(HexFormat.of().formatHex(digest.digest()), size);
    }
}
