package org.boathouse.service.security;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies of all requests under way may take of the heap. A body takes more than its bytes: it is kept as bytes and
 * as text, and each value in it becomes an object. So a body is weighed by its bytes and by the signs that separate values.
 */
final class BodyMemory {
    /** The bytes as they come and as they are handed on, the text in them, and what is written of it. */
    private static final int PER_BYTE = 6;
    /** An entry of a map with its key and its value, or an empty object: what two signs stand for, twice. */
    private static final int PER_SEPARATOR = 128;

    private final long max;
    private final AtomicLong taken = new AtomicLong();

    BodyMemory(long max) {
        this.max = max;
    }

    static long weigh(byte[] body) {
        long separators = 0;
        for (byte sign : body) {
            if (sign == ',' || sign == ':' || sign == '[' || sign == '{') {
                separators++;
            }
        }
        return (long) body.length * PER_BYTE + separators * PER_SEPARATOR;
    }

    /** Whether it could ever be taken. */
    boolean holds(long bytes) {
        return bytes <= max;
    }

    /** Takes it, if it is there. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= max) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
