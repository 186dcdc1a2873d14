package org.boathouse.service.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes rows that have had their time, of all {@link AgingRows}. Every replica does; repeating it is harmless. */
@Singleton
final class OldRows {
    private static final Logger LOG = Logger.getLogger(OldRows.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int ROWS_AT_ONCE_MAX = 10_000;

    private final Instance<AgingRows> aging;
    private ScheduledExecutorService clock;

    OldRows(@Any Instance<AgingRows> aging) {
        this.aging = aging;
    }

    void start(@Observes StartupEvent started) {
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "old-rows");
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
            aging.forEach(OldRows::remove);
        } catch (RuntimeException e) {
            LOG.warn("Old rows could not be removed; it is tried again in " + EVERY, e);
        }
    }

    private static void remove(AgingRows rows) {
        int removed;
        do {
            removed = rows.removeOld(ROWS_AT_ONCE_MAX);
        } while (removed == ROWS_AT_ONCE_MAX);
    }
}
