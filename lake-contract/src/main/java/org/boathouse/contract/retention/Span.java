package org.boathouse.contract.retention;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** How long something is kept, as people write it: {@code 30d}, {@code 12h}, {@code 2w}, {@code P30D}, {@code forever}. */
public final class Span {
    /** As many milliseconds as Iceberg takes for no end. */
    public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    /** What it says when it is asked how one is written. */
    public static final String EXPECTED = "expected such as 30d, 12h or 2w (s, m, h, d, w), P30D, or forever";

    private static final String NO_END = "forever";
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})\\s?([smhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

    private Span() {}

    /**
     * @param key what it is said of, for the message
     * @throws LakeFailure INVALID for what is none, and for less than a second
     */
    public static Duration parse(String key, String text) {
        String span = text.strip();
        if (span.equalsIgnoreCase(NO_END)) {
            return FOREVER;
        }
        Matcher parts = FORM.matcher(span);
        if (parts.matches()) {
            return UNITS.get(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)));
        }
        return iso(key, text, span);
    }

    private static Duration iso(String key, String text, String span) {
        try {
            if (span.toUpperCase(Locale.ROOT).startsWith("P")) {
                Duration duration = Duration.parse(span);
                if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(FOREVER) < 0) {
                    return duration;
                }
            }
        } catch (DateTimeParseException e) {
            // Told below.
        }
        throw LakeFailure.invalid("%s: %s, not '%s'", key, EXPECTED, text);
    }

    /** The largest unit that it is a whole number of; {@link #parse} reads it as the same. */
    public static String text(Duration span) {
        if (span.compareTo(FOREVER) >= 0) {
            return NO_END;
        }
        for (String unit : new String[] {"w", "d", "h", "m", "s"}) {
            long seconds = UNITS.get(unit).toSeconds();
            if (span.getNano() == 0 && !span.isZero() && span.toSeconds() % seconds == 0) {
                return span.toSeconds() / seconds + unit;
            }
        }
        return span.isZero() ? "0s" : span.toString();
    }
}
