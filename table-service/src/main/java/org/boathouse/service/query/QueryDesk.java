package org.boathouse.service.query;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** Runs queries, so many at once and each so long, and stops those that nobody waits for any more. */
final class QueryDesk implements AutoCloseable {
    /** DuckDB binds nested queries by recursion on the calling thread. */
    private static final long STACK_BYTES = 64L << 20;

    private static final long INTERRUPT_EVERY_MS = 50;

    private final QueryEngine engine;
    private final QuerySettings settings;
    private final Semaphore places;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "sql-clock");
        thread.setDaemon(true);
        return thread;
    });

    QueryDesk(QueryEngine engine, QuerySettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.places = new Semaphore(settings.queriesMax(), true);
    }

    /** A query on its way. */
    interface Ticket {
        /** The result, or the {@link LakeFailure} why there is none. */
        CompletableFuture<QueryResult> result();

        /** Nobody waits for the result any more: the query stops. A result that was given out stays its taker's to close. */
        void abandon();
    }

    /**
     * Begins a query as soon as there is a place for it.
     *
     * @throws LakeFailure UNAVAILABLE where there was none for too long
     */
    Ticket submit(SqlRequest request) {
        try {
            if (!places.tryAcquire(settings.queueMax().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LakeFailure(
                        FailureKind.UNAVAILABLE,
                        "%d queries are running, which is the most at once (boathouse.sql.queries-max): try again"
                                .formatted(settings.queriesMax()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LakeFailure.unavailable("The service is stopping", e);
        }
        boolean begun = false;
        try {
            Running running = new Running(request, engine.connect());
            running.begin();
            begun = true;
            return running;
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }

    private final class Running implements Ticket {
        private final SqlRequest request;
        private final DuckConnection duck;
        private final CompletableFuture<QueryResult> result = new CompletableFuture<>();
        private final AtomicReference<LakeFailure> stopped = new AtomicReference<>();
        private final Thread thread = new Thread(null, this::run, "sql-query", STACK_BYTES);

        Running(SqlRequest request, DuckConnection duck) {
            this.request = request;
            this.duck = duck;
        }

        void begin() {
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            ScheduledFuture<?> limit =
                    clock.schedule(this::timeOut, settings.timeMax().toMillis(), TimeUnit.MILLISECONDS);
            try {
                finish(engine.run(request, duck), null);
            } catch (QueryInterrupted e) {
                finish(null, LakeFailure.unavailable("The query was stopped", e));
            } catch (LakeFailure e) {
                finish(null, e);
            } catch (RuntimeException | Error e) {
                finish(null, new LakeFailure(FailureKind.INTERNAL, "The query failed: " + e, e));
            } finally {
                limit.cancel(false);
            }
        }

        /** The place is free only when the query is really over, however it ended. */
        private void finish(QueryResult whole, LakeFailure failure) {
            try {
                duck.close();
            } finally {
                places.release();
            }
            if (failure != null) {
                // What goes wrong after a stop is the stop's doing.
                result.completeExceptionally(stopped.get() == null ? failure : stopped.get());
            } else if (!result.complete(whole)) {
                whole.close();
            }
        }

        private void timeOut() {
            stop(LakeFailure.invalid(
                    "The query took longer than %s (boathouse.sql.time-max): narrow it, or run it on Spark",
                    settings.timeMax()));
        }

        @Override
        public CompletableFuture<QueryResult> result() {
            return result;
        }

        @Override
        public void abandon() {
            stop(LakeFailure.invalid("The client went away"));
        }

        /** The answer is given at once; the query follows as soon as DuckDB listens. */
        private void stop(LakeFailure why) {
            if (result.isDone()) {
                return;
            }
            stopped.compareAndSet(null, why);
            interruptUntilDone();
            result.completeExceptionally(why);
        }

        private void interruptUntilDone() {
            duck.interrupt();
            thread.interrupt();
            if (thread.isAlive()) {
                clock.schedule(this::interruptUntilDone, INTERRUPT_EVERY_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        engine.close();
    }
}
