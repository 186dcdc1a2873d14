package org.boathouse.bench.history;

import java.io.IOException;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;
import org.boathouse.bench.catalog.Timings;

/**
 * Two kinds of work in turns, each as often first as second: whatever else the machine does meanwhile slows both alike. What
 * is compared are the medians.
 */
final class Pair {
    private final Work measured;
    private final Work baseline;

    Pair(Work measured, Work baseline) {
        this.measured = measured;
        this.baseline = baseline;
    }

    @FunctionalInterface
    interface Work {
        /** @return how many nanoseconds what is measured took */
        long nanos() throws IOException;

        /** Work that is measured as a whole. */
        static Work whole(Step step) {
            return () -> {
                long start = System.nanoTime();
                step.take();
                return System.nanoTime() - start;
            };
        }
    }

    @FunctionalInterface
    interface Step {
        void take() throws IOException;
    }

    /** What the two of a pair took, in nanoseconds. */
    @FunctionalInterface
    interface Taken {
        void add(long measured, long baseline);
    }

    /** Until both are compiled and cached, without measuring. */
    Pair warm(int rounds) throws IOException {
        run(rounds, (nanos, baselineNanos) -> {});
        return this;
    }

    /** @param most what the ratio of the medians may be */
    void compare(String name, int rounds, double most, Consumer<Figure> figures) throws IOException {
        Timings taken = new Timings();
        Timings baselineTaken = new Timings();
        run(rounds, (nanos, baselineNanos) -> {
            taken.add(nanos);
            baselineTaken.add(baselineNanos);
        });
        figures.accept(Figure.atMost(name, taken.within(0.5), "ms", baselineTaken.within(0.5), most));
    }

    void run(int rounds, Taken taken) throws IOException {
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                long nanos = measured.nanos();
                taken.add(nanos, baseline.nanos());
            } else {
                long baselineNanos = baseline.nanos();
                taken.add(measured.nanos(), baselineNanos);
            }
        }
    }
}
