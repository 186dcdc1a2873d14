package org.boathouse.service.dropped;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UndropTest {
    @Test
    void howLongWhatWasDroppedIsKeptIsToldInDaysOrWhatElseItIs() {
        assertEquals("7 days", Undrop.text(Duration.ofDays(7)));
        assertEquals("12h", Undrop.text(Duration.ofHours(12)));
        assertEquals("20s", Undrop.text(Duration.ofSeconds(20)));
    }
}
