package org.boathouse.bench.catalog;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A server and what to ask of it again and again, from several clients at once, each waiting for its answer. */
final class Target {
    private final URI base;
    private final String token;
    private final String path;
    private final Timings timings = new Timings();
    private double seconds;

    Target(URI base, String token, String path) {
        this.base = base;
        this.token = token;
        this.path = path;
    }

    /** Keeps it busy for so long and forgets what was measured. */
    void warm(int clients, double forSeconds) throws InterruptedException, ExecutionException {
        run(clients, forSeconds);
    }

    void measure(int clients, double forSeconds) throws InterruptedException, ExecutionException {
        run(clients, forSeconds).forEach(timings::addAll);
        seconds += forSeconds;
    }

    /** Answers per second. */
    double throughput() {
        return timings.count() / seconds;
    }

    Timings timings() {
        return timings;
    }

    private List<Timings> run(int clients, double forSeconds) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long end = System.nanoTime() + Math.round(forSeconds * 1e9);
            List<Future<Timings>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> ask(end)));
            }
            List<Timings> all = new ArrayList<>();
            for (Future<Timings> client : running) {
                all.add(client.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private Timings ask(long end) throws IOException {
        Timings mine = new Timings();
        try (Wire wire = new Wire(base, token)) {
            for (long now = System.nanoTime(); now < end; ) {
                wire.get(path);
                long after = System.nanoTime();
                mine.add(after - now);
                now = after;
            }
        }
        return mine;
    }
}
