package org.boathouse.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void aGoalIsMetUpToItsBoundAndMissedBeyond() {
        assertTrue(Figure.atLeast("x", 10, "/s", 2, 5.0).met());
        assertFalse(Figure.atLeast("x", 9.9, "/s", 2, 5.0).met());
        assertTrue(Figure.atMost("x", 13, "ms", 10, 1.3).met());
        assertFalse(Figure.atMost("x", 13.1, "ms", 10, 1.3).met());
        assertTrue(Figure.none("x", 0).met());
        assertFalse(Figure.none("x", 1).met());
    }

    @Test
    void aRatioThatIsKnownWithinARangeMeetsOrMissesAGoalWithAllOfIt() {
        assertEquals(true, surely(1.01, 1.05).met());
        assertEquals(false, surely(1.051, 1.07).met());
        assertNull(surely(1.04, 1.06).met());
        assertTrue(surely(1.01, 1.05).line().endsWith("(1.010 to 1.050)  goal ≤ 1.05x  met"));
        assertTrue(surely(1.051, 1.07).line().endsWith("MISSED"));
        assertTrue(surely(1.04, 1.06).line().endsWith("NOT TOLD APART"));
        assertTrue(surely(1.04, 1.06).json().contains("\"ratioFrom\": 1.0400, \"ratioTo\": 1.0600"));
    }

    private static Figure surely(double low, double high) {
        return Figure.surelyAtMost("x", 5, "ms", 4.8, (low + high) / 2, new Figure.Range(low, high), 1.05);
    }

    @Test
    void theJsonHasEveryKeyAndNullWhereThereIsNothing() {
        assertEquals(
                "{\"name\": \"x\", \"value\": 13.0000, \"unit\": \"ms\", \"baseline\": 10.0000, \"ratio\": 1.3000, "
                        + "\"ratioFrom\": null, \"ratioTo\": null, "
                        + "\"goal\": \"≤ 1.3x\", \"met\": true}",
                Figure.atMost("x", 13, "ms", 10, 1.3).json().replace("1.30x", "1.3x"));
        assertEquals(
                "{\"name\": \"x\", \"value\": 1.5000, \"unit\": \"s\", \"baseline\": null, \"ratio\": null, "
                        + "\"ratioFrom\": null, \"ratioTo\": null, \"goal\": null, \"met\": null}",
                Figure.plain("x", 1.5, "s").json());
    }
}
