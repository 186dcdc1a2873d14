package org.boathouse.bench.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Several clients of one server, each of whom waits for its answer before it asks again. What fails is asked again, as
 * apache/polaris-tools does, and counts as one answer that took long.
 */
final class Crowd implements Measured {
    private static final int ATTEMPTS_MAX = 10;

    private final Line.Opening server;
    private final int clients;
    private final Timings timings = new Timings();
    private double seconds;
    private long retries;
    private long failures;
    private long broken;

    Crowd(Line.Opening server, int clients) {
        this.server = server;
        this.clients = clients;
    }

    /** Asks everything once, in no order. */
    void each(List<Request> requests) throws InterruptedException, ExecutionException {
        Iterator<Request> all = requests.iterator();
        Supplier<Request> next = () -> {
            synchronized (all) {
                return all.hasNext() ? all.next() : null;
            }
        };
        run(client -> next, Long.MAX_VALUE);
    }

    /** Asks for so long; {@code asked} gives each client, by its number, what it asks. */
    void during(double forSeconds, IntFunction<Supplier<Request>> asked)
            throws InterruptedException, ExecutionException {
        run(asked, System.nanoTime() + Math.round(forSeconds * 1e9));
    }

    /** Forgets what was measured. */
    void forget() {
        timings.clear();
        seconds = 0;
        retries = 0;
    }

    /** Answers per second. */
    @Override
    public double throughput() {
        return timings.count() / seconds;
    }

    @Override
    public Timings timings() {
        return timings;
    }

    /** Requests that were asked again. */
    long retries() {
        return retries;
    }

    /** Requests that were given up; {@link #forget} does not forget them. */
    long failures() {
        return failures;
    }

    /** Connections that broke, each with a request that was asked again; {@link #forget} does not forget them. */
    long broken() {
        return broken;
    }

    private record Mine(Timings timings, long retries, long failures, long broken) {}

    private void run(IntFunction<Supplier<Request>> asked, long end) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        long start = System.nanoTime();
        try {
            List<Future<Mine>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Supplier<Request> mine = asked.apply(i);
                running.add(threads.submit(() -> ask(mine, end)));
            }
            for (Future<Mine> client : running) {
                Mine mine = client.get();
                timings.addAll(mine.timings());
                retries += mine.retries();
                failures += mine.failures();
                broken += mine.broken();
            }
        } finally {
            threads.shutdownNow();
        }
        seconds += (System.nanoTime() - start) / 1e9;
    }

    private Mine ask(Supplier<Request> asked, long end) throws IOException {
        Timings mine = new Timings();
        long again = 0;
        long givenUp = 0;
        try (Line line = new Line(server)) {
            while (System.nanoTime() < end) {
                Request request = asked.get();
                if (request == null) {
                    break;
                }
                long start = System.nanoTime();
                int attempts = 1;
                while (!isSuccess(line.exchange(request)) && attempts < ATTEMPTS_MAX) {
                    attempts++;
                }
                again += attempts - 1;
                if (attempts == ATTEMPTS_MAX) {
                    givenUp++;
                }
                mine.add(System.nanoTime() - start);
            }
            return new Mine(mine, again, givenUp, line.broken());
        }
    }

    private static boolean isSuccess(int status) {
        return status / 100 == 2;
    }
}
