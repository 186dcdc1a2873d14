package org.boathouse.bench.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimingsTest {
    @Test
    void theShareIsTakenOfTheSortedTimesAndToldInMilliseconds() {
        Timings timings = new Timings();
        for (int millis = 2_000; millis >= 1; millis--) {
            timings.add(millis * 1_000_000L);
        }
        assertEquals(1_001, timings.within(0.5));
        assertEquals(1_981, timings.within(0.99));
        assertEquals(2_000, timings.within(1));
    }

    @Test
    void aRangeIsTakenInTheOrderOfMeasuring() {
        Timings timings = new Timings();
        for (int millis = 1; millis <= 200; millis++) {
            timings.add(millis * 1_000_000L);
        }
        assertEquals(51, timings.within(0.5, 0, 100));
        assertEquals(151, timings.within(0.5, 100, 200));
    }

    @Test
    void allOfSeveralClientsCountTogether() {
        Timings one = new Timings();
        one.add(1_000_000);
        Timings two = new Timings();
        two.add(3_000_000);
        one.addAll(two);
        assertEquals(2, one.count());
        assertEquals(3, one.within(1));
    }
}
