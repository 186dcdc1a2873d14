package org.boathouse.bench.catalog;

import java.util.Arrays;

/** How long things took, in nanoseconds as taken and in milliseconds as told. Not for several threads at once. */
public final class Timings {
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1_024];
    private int count;

    public void add(long nano) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = nano;
    }

    void addAll(Timings others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** Milliseconds within which this share of all was done, 0.5 being the median. */
    public double within(double share) {
        return within(share, 0, count);
    }

    /** As {@link #within(double)}, of those from {@code from} on and before {@code to}, in the order they were taken. */
    double within(double share, int from, int to) {
        long[] sorted = Arrays.copyOfRange(nanos, from, to);
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / NANOS_PER_MILLI;
    }
}
