package org.boathouse.service.catalog.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * What a client calls one logical operation, bound to the request that it came with first (Iceberg REST specification,
 * parameter {@code idempotency-key}).
 *
 * @param requestHash SHA-256 over who asks for what
 */
public record IdempotencyKey(UUID key, byte[] requestHash) {
    public static final String HEADER = "Idempotency-Key";

    /** For how long a client may try again with a key. Answers are kept twice as long: clocks and networks are late. */
    public static final Duration LIFETIME = Duration.ofMinutes(30);

    private static final int KEY_CHARS = 36;

    /** @throws BadRequestException for a key that is no UUID */
    static IdempotencyKey of(String header, String principal, String method, String pathAndQuery, byte[] body) {
        return new IdempotencyKey(parse(header), hash(principal, method, pathAndQuery, body));
    }

    boolean isOfTheSameRequestAs(IdempotencyKey other) {
        return MessageDigest.isEqual(requestHash, other.requestHash);
    }

    /** @throws BadRequestException where the key came with another request before */
    void checkSameRequest(IdempotencyKey answered) {
        if (!isOfTheSameRequestAs(answered)) {
            throw new BadRequestException(
                    "The %s %s was used for another request before; nothing was applied. A new operation needs a new key",
                    HEADER, key);
        }
    }

    private static UUID parse(String header) {
        try {
            UUID key = UUID.fromString(header);
            if (header.length() == KEY_CHARS) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new BadRequestException("%s must be a UUID of %s characters, not '%s'", HEADER, KEY_CHARS, header);
    }

    private static byte[] hash(String principal, String method, String pathAndQuery, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // Each part goes with its length, so that no two requests run together into the same bytes.
            for (String part : new String[] {principal, method, pathAndQuery}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdempotencyKey that
                && key.equals(that.key)
                && Arrays.equals(requestHash, that.requestHash);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
