package org.boathouse.bench.catalog;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A server and what to ask of it again and again, from several clients at once, each waiting for its answer. */
final class Target {
    private final Line.Opening opening;
    private final Request request;
    private final Supplier<Duration> processorTime;
    private final Timings timings = new Timings();
    private double seconds;
    private Duration worked = Duration.ZERO;
    private long broken;

    /** @param processorTime what all that takes part has taken so far */
    Target(Line.Opening opening, String path, Supplier<Duration> processorTime) {
        this.opening = opening;
        this.request = new Request("GET", path, null);
        this.processorTime = processorTime;
    }

    /** Keeps it busy for so long and forgets what was measured. */
    void warm(int clients, double forSeconds) throws InterruptedException, ExecutionException {
        run(clients, forSeconds);
    }

    void measure(int clients, double forSeconds) throws InterruptedException, ExecutionException {
        Duration before = processorTime.get();
        run(clients, forSeconds).forEach(timings::addAll);
        worked = worked.plus(processorTime.get()).minus(before);
        seconds += forSeconds;
    }

    /** Answers per second. */
    double throughput() {
        return timings.count() / seconds;
    }

    /** Microseconds of processor time per answer, all that takes part together: it says less of what else the machine does. */
    double processorMicros() {
        return worked.toNanos() / 1e3 / timings.count();
    }

    Timings timings() {
        return timings;
    }

    /** Connections that broke, while it was warmed too; what was asked there was asked again. */
    long broken() {
        return broken;
    }

    private record Mine(Timings timings, long broken) {}

    private List<Timings> run(int clients, double forSeconds) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long end = System.nanoTime() + Math.round(forSeconds * 1e9);
            List<Future<Mine>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> ask(end)));
            }
            List<Timings> all = new ArrayList<>();
            for (Future<Mine> client : running) {
                all.add(client.get().timings());
                broken += client.get().broken();
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private Mine ask(long end) throws IOException {
        Timings mine = new Timings();
        try (Line line = new Line(opening)) {
            for (long now = System.nanoTime(); now < end; ) {
                int status = line.exchange(request);
                if (status != Line.BROKEN) {
                    Wire.checkSuccess(request, status);
                    long after = System.nanoTime();
                    mine.add(after - now);
                    now = after;
                }
            }
            return new Mine(mine, line.broken());
        }
    }
}
