package org.boathouse.service.refs;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** How long something is kept, as people write it: {@code 30d}, {@code 12h}, {@code 2w}. */
final class Span {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})\\s?([smhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

    private Span() {}

    /** @throws LakeFailure INVALID */
    static Duration parse(String key, String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw LakeFailure.invalid("%s: expected such as 30d, 12h or 2w (s, m, h, d, w), not '%s'", key, text);
        }
        return UNITS.get(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)));
    }

    /** The largest unit that it is a whole number of. */
    static String text(Duration span) {
        for (String unit : new String[] {"w", "d", "h", "m"}) {
            long seconds = UNITS.get(unit).toSeconds();
            if (span.toSeconds() % seconds == 0) {
                return span.toSeconds() / seconds + unit;
            }
        }
        return span.toSeconds() + "s";
    }
}
