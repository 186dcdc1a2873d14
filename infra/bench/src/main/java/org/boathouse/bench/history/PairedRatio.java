package org.boathouse.bench.history;

import java.util.ArrayList;
import java.util.List;
import org.boathouse.bench.Figure;
import org.boathouse.bench.catalog.Timings;

/**
 * By how much one kind of work takes longer than another, from pairs of the two, done one right after the other: what else
 * the machine does slows both of a pair. The ratio is the median of the pairs' ratios. How well it is known is told by
 * blocks of pairs, whose medians differ by all that chance does to a block: their median lies, 19 times out of 20, between
 * two of them that are told by counting, whatever their distribution (the sign test's interval).
 */
final class PairedRatio {
    /** With fewer, even all of them together are not sure enough. */
    static final int BLOCKS_LEAST = 6;

    private static final double ALLOWED_OUTSIDE = 0.05;

    private final Timings taken = new Timings();
    private final Timings baselineTaken = new Timings();
    private final List<Double> pairs = new ArrayList<>();
    private final List<Double> blocks = new ArrayList<>();

    void add(long nanos, long baselineNanos) {
        taken.add(nanos);
        baselineTaken.add(baselineNanos);
        pairs.add((double) nanos / baselineNanos);
    }

    /** What was added since the last block is one. */
    void endBlock() {
        blocks.add(median(pairs));
        pairs.clear();
    }

    /** @param most what the ratio may be */
    Figure figure(String name, double most) {
        return Figure.surelyAtMost(name, taken.within(0.5), "ms", baselineTaken.within(0.5), median(), likely(), most);
    }

    double median() {
        return median(blocks);
    }

    /**
     * Where the true ratio lies, 19 times out of 20 or more.
     *
     * @throws IllegalStateException with fewer blocks than {@link #BLOCKS_LEAST}
     */
    Figure.Range likely() {
        double[] sorted = sorted(blocks);
        // How many of n medians lie below the true one is how often n coins fall heads.
        double outside = 0;
        double heads = Math.pow(0.5, sorted.length);
        int left = 0;
        while (outside + 2 * heads <= ALLOWED_OUTSIDE) {
            outside += 2 * heads;
            heads = heads * (sorted.length - left) / (left + 1);
            left++;
        }
        if (left == 0) {
            throw new IllegalStateException(
                    "%d blocks tell too little: %d are needed".formatted(sorted.length, BLOCKS_LEAST));
        }
        return new Figure.Range(sorted[left - 1], sorted[sorted.length - left]);
    }

    private static double[] sorted(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double median(List<Double> numbers) {
        double[] sorted = sorted(numbers);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
