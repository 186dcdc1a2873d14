package org.boathouse.bench.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final long MILLI = 1_000_000;

    private final List<String> order = new ArrayList<>();

    @Test
    void eachIsAsOftenFirstAsSecondAndWorksInBlocks() throws IOException {
        new Turns(() -> noted("w", 1), () -> noted("b", 1), 2).measure(3);
        assertEquals("wwbb" + "bbww" + "wwbb", String.join("", order));
    }

    @Test
    void theRatioIsThatOfNeighboursSoThatADiskThatGrowsSlowerChangesNothing() throws IOException {
        Turns turns = new Turns(
                () -> noted("w", 3 * (1 + order.size() / 2)), () -> noted("b", 2 * (1 + order.size() / 2)), 1);
        turns.measure(50);
        assertEquals(1.5, turns.ratio(0.5), 1e-9);
        assertEquals(1.5, turns.ratio(1), 1e-9);
        assertEquals(50, turns.took().count());
        assertEquals(50 * 2, turns.baselineTook().within(1));
    }

    @Test
    void oneBlockThatWasHeldUpIsOneRatioOfMany() throws IOException {
        Turns turns = new Turns(() -> noted("w", order.size() == 4 ? 900 : 2), () -> noted("b", 2), 1);
        turns.measure(9);
        assertEquals(1, turns.ratio(0.25));
        assertEquals(1, turns.ratio(0.75));
        assertEquals(450, turns.ratio(1));
    }

    private long noted(String who, long millis) {
        order.add(who);
        return millis * MILLI;
    }
}
