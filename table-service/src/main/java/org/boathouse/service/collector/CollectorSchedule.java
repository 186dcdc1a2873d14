package org.boathouse.service.collector;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs the collector where no replica has for a while: looked for now and then, so that a lake that is never up for long is
 * collected too, and replicas take turns.
 */
@ApplicationScoped
class CollectorSchedule {
    private static final Logger LOG = Logger.getLogger(CollectorSchedule.class);
    private static final int LOOK_FIRST_SECONDS = 120;
    private static final int LOOK_EVERY_SECONDS = 300;
    private static final int WARNINGS_MAX = 20;

    private final CollectorConfig config;
    private final Collector collector;
    private final CollectionRuns runs;
    private ScheduledExecutorService timer;

    CollectorSchedule(CollectorConfig config, Collector collector, CollectionRuns runs) {
        this.config = config;
        this.collector = collector;
        this.runs = runs;
    }

    void start(@Observes StartupEvent started) {
        if (!config.enabled()) {
            return;
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "collector");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::runIfDue, LOOK_FIRST_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    private void runIfDue() {
        try {
            if (!runs.anySince(Instant.now().minus(config.every()))) {
                collector.collect().ifPresent(report -> {
                    runs.record(report, Instant.now());
                    report.notExpired().stream()
                            .limit(WARNINGS_MAX)
                            .forEach(table ->
                                    LOG.warnf("The history of %s was not expired: %s", table.table(), table.why()));
                });
            }
        } catch (RuntimeException e) {
            // It is repeated soon, and nothing is lost but time.
            LOG.warn("The collector stopped before its end: " + e.getMessage(), timer.isShutdown() ? null : e);
        }
    }
}
