package org.boathouse.contract.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
    @ParameterizedTest
    @CsvSource({
        "30d, P30D",
        "12h, PT12H",
        "2w, P14D",
        "90m, PT90M",
        "5s, PT5S",
        "1 d, P1D",
        "P30D, P30D",
        "pt12h, PT12H"
    })
    void spansAreReadAsPeopleWriteThem(String text, Duration span) {
        assertEquals(span, Span.parse("keepFor", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0d",
                "-1d",
                "d",
                "1y",
                "1.5h",
                "9999999d",
                "30 days",
                "P0D",
                "-P1D",
                "P1M",
                "PT0.5S",
                "never"
            })
    void whatIsNoSpanIsRefusedWithItsKey(String text) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> Span.parse("keepFor", text));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertEquals(
                "keepFor: expected such as 30d, 12h or 2w (s, m, h, d, w), P30D, or forever, not '" + text + "'",
                failure.getMessage());
    }

    @Test
    void whatIsShownIsReadAsTheSame() {
        for (String text : new String[] {"30d", "2w", "12h", "90m", "61s", "forever", "PT1.5S"}) {
            Duration span = Span.parse("keepFor", text);
            assertEquals(span, Span.parse("keepFor", Span.text(span)));
        }
        assertEquals("30d", Span.text(Duration.ofDays(30)));
        assertEquals("90m", Span.text(Duration.ofMinutes(90)));
    }
}
