package org.boathouse.service.catalog;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Removes rows that have had their time: answers to keyed requests, events, and who made changes. Every replica does; repeating it is harmless. */
@Singleton
final class Retention {
    /** How long events are kept. A reader who stays away longer reads the tables anew. */
    static final Duration EVENTS = Duration.ofDays(7);

    /** How long it is known who made a change. Of most tables the snapshots themselves have expired by then. */
    static final Duration CHANGES = Duration.ofDays(366);

    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final Duration ANSWERS = IdempotencyKey.LIFETIME.multipliedBy(2);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int ROWS_AT_ONCE_MAX = 10_000;

    private final AnswerStore answers;
    private final EventFeed events;
    private final ChangeLog changes;
    private ScheduledExecutorService clock;

    Retention(AnswerStore answers, EventFeed events, ChangeLog changes) {
        this.answers = answers;
        this.events = events;
        this.changes = changes;
    }

    void start(@Observes StartupEvent started) {
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "retention");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::remove, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stopped) {
        clock.shutdownNow();
    }

    private void remove() {
        try {
            whileThereAreMore(() -> answers.forget(ANSWERS, ROWS_AT_ONCE_MAX));
            whileThereAreMore(() -> events.remove(EVENTS, ROWS_AT_ONCE_MAX));
            whileThereAreMore(() -> changes.forget(CHANGES, ROWS_AT_ONCE_MAX));
        } catch (RuntimeException e) {
            LOG.warn("Old rows could not be removed; it is tried again in " + EVERY, e);
        }
    }

    private static void whileThereAreMore(IntSupplier removal) {
        int removed;
        do {
            removed = removal.getAsInt();
        } while (removed == ROWS_AT_ONCE_MAX);
    }
}
