package org.boathouse.bench.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Two kinds of work in turns, a small block of the one and a small block of the other, each as often first as second. What else
 * the machine does, and how fast its disk is just then, hits both blocks alike: each two have a ratio of their own, and the
 * median of these holds from run to run where the ratio of two medians does not. Not for several threads at once.
 */
final class Turns {
    private static final double MEDIAN = 0.5;

    private final Work work;
    private final Work baseline;
    private final int perBlock;
    private final Timings took = new Timings();
    private final Timings baselineTook = new Timings();
    private final List<Double> ratios = new ArrayList<>();

    Turns(Work work, Work baseline, int perBlock) {
        this.work = work;
        this.baseline = baseline;
        this.perBlock = perBlock;
    }

    @FunctionalInterface
    interface Work {
        /** @return how many nanoseconds what is measured took */
        long nanos() throws IOException;
    }

    /** For so long, without measuring. */
    void warm(double seconds) throws IOException {
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        while (System.nanoTime() < end) {
            block(work);
            block(baseline);
        }
    }

    /** @param pairs of blocks */
    void measure(int pairs) throws IOException {
        for (int pair = 0; pair < pairs; pair++) {
            boolean isFirst = pair % 2 == 0;
            Timings before = isFirst ? null : block(baseline);
            Timings mine = block(work);
            Timings its = isFirst ? block(baseline) : before;
            took.addAll(mine);
            baselineTook.addAll(its);
            ratios.add(mine.within(MEDIAN) / its.within(MEDIAN));
        }
        ratios.sort(null);
    }

    Timings took() {
        return took;
    }

    Timings baselineTook() {
        return baselineTook;
    }

    /** What this share of the pairs' ratios is not above: 0.5 for their median. */
    double ratio(double share) {
        return ratios.get(Math.min(ratios.size() - 1, (int) (ratios.size() * share)));
    }

    private Timings block(Work turn) throws IOException {
        Timings block = new Timings();
        for (int i = 0; i < perBlock; i++) {
            block.add(turn.nanos());
        }
        return block;
    }
}
