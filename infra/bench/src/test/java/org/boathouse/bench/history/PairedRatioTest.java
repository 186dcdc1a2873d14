package org.boathouse.bench.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.boathouse.bench.Figure;
import org.junit.jupiter.api.Test;

class PairedRatioTest {
    @Test
    void theRatioIsTheMedianOfTheBlocksMedians() {
        PairedRatio ratio = new PairedRatio();
        block(ratio, new long[] {10, 40, 900}, new long[] {10, 20, 10});
        block(ratio, new long[] {30, 30}, new long[] {10, 30});
        block(ratio, new long[] {70}, new long[] {10});
        assertEquals(2, ratio.median());
    }

    @Test
    void asManyBlocksAreLeftOutAtEachEndAsCoinsAllow() {
        // P(0 or 6 of 6) = 0.031; P(at most 2 or at least 10 of 12) = 0.039; P(at most 5 or at least 15 of 20) = 0.041
        assertEquals(new Figure.Range(1, 6), blocks(6).likely());
        assertEquals(new Figure.Range(3, 10), blocks(12).likely());
        assertEquals(new Figure.Range(6, 15), blocks(20).likely());
    }

    @Test
    void tooFewBlocksTellNothing() {
        assertThrows(IllegalStateException.class, blocks(PairedRatio.BLOCKS_LEAST - 1)::likely);
    }

    @Test
    void theTrueRatioIsInTheRangeNineteenTimesOutOfTwenty() {
        Random dice = new Random(4);
        int inside = 0;
        for (int run = 0; run < 400; run++) {
            PairedRatio ratio = new PairedRatio();
            for (int block = 0; block < 12; block++) {
                block(ratio, skewed(dice, 31, 1.03), skewed(dice, 31, 1));
            }
            Figure.Range likely = ratio.likely();
            inside += likely.low() <= 1.03 && 1.03 <= likely.high() ? 1 : 0;
        }
        assertTrue(inside >= 370, inside + " of 400");
    }

    /** The first has the median 1, the second 2, and so on. */
    private static PairedRatio blocks(int count) {
        PairedRatio ratio = new PairedRatio();
        for (int i = 1; i <= count; i++) {
            block(ratio, new long[] {i * 10L}, new long[] {10});
        }
        return ratio;
    }

    private static void block(PairedRatio ratio, long[] taken, long[] baseline) {
        for (int i = 0; i < taken.length; i++) {
            ratio.add(taken[i], baseline[i]);
        }
        ratio.endBlock();
    }

    /** As the times of requests are: few are much shorter than most, some are much longer. */
    private static long[] skewed(Random dice, int count, double factor) {
        return dice.doubles(count)
                .mapToLong(at -> Math.round(6e6 * factor * (1 - 0.2 * Math.log(1 - at))))
                .toArray();
    }
}
