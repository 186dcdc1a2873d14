package org.boathouse.service.catalog.events;

import java.util.function.Supplier;

/**
 * On whose behalf the current thread changes the catalog, and what it was asked for. Every change is recorded with it, in
 * its own transaction.
 *
 * @param principal who asked; {@code service} for what the service does by itself
 * @param operation what the platform was asked for, such as {@code restore}; null for what came through the catalog
 * @param reason in which words; null where there are none
 */
public record Attribution(String principal, String operation, String reason) {
    private static final Attribution SERVICE = new Attribution("service", null, null);
    private static final ThreadLocal<Attribution> CURRENT = ThreadLocal.withInitial(() -> SERVICE);

    /** Whom the current thread works for. */
    public static Attribution current() {
        return CURRENT.get();
    }

    /** From now on this thread works for a principal's request. */
    public static void begin(String principal) {
        CURRENT.set(new Attribution(principal, null, null));
    }

    public static void end() {
        CURRENT.remove();
    }

    /** Runs work whose changes are recorded as this operation of whoever asks. */
    public static <T> T as(String operation, String reason, Supplier<T> work) {
        Attribution before = current();
        CURRENT.set(new Attribution(before.principal(), operation, reason));
        try {
            return work.get();
        } finally {
            CURRENT.set(before);
        }
    }
}
