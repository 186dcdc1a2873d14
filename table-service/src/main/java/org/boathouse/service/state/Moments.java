package org.boathouse.service.state;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** Times as people and SQL write them. Without a zone they are in UTC, as the lake shows every time. */
final class Moments {
    static final String EXAMPLES =
            "2026-03-01T10:00:00Z, 2026-03-01 10:00:00+01:00, 2026-03-01 (UTC where no zone is named), '2 hours ago' or yesterday";

    private static final Pattern LOOKS = Pattern.compile("\\d{4}-\\d\\d-\\d\\d.*|.*\\sago");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    /** As {@code date +%z} writes it. */
    private static final Pattern SHORT_OFFSET = Pattern.compile("([+-]\\d\\d)(\\d\\d)$");

    private static final Pattern AGO =
            Pattern.compile("(\\d{1,6}|an?)\\s+(second|minute|hour|day|week|month|year)s?\\s+ago");
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:mm", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            // Otherwise a 30th of February is the 28th.
            .withResolverStyle(ResolverStyle.STRICT);

    /** What may be meant for a time though it is written like none: it begins with a number, or is more than a word. */
    private static final Pattern MEANT = Pattern.compile("\\d.*|.*\\s.*|today|tomorrow", Pattern.CASE_INSENSITIVE);

    private Moments() {}

    /** How a time is written, to end a message about a name that is not there; empty where the name can't be meant for one. */
    static String hint(String name) {
        return MEANT.matcher(name).matches() ? ". If it is to be a time: expected such as " + EXAMPLES : "";
    }

    /**
     * Empty for what does not look like a time at all.
     *
     * @param now what times such as {@code 2 hours ago} count from; {@code yesterday} is a day before it
     * @throws LakeFailure INVALID where it looks like a time and is none
     */
    static Optional<Instant> parse(String written, Instant now) {
        String text = written.strip().toLowerCase(Locale.ROOT);
        if (text.equals("now")) {
            return Optional.of(now);
        }
        if (text.equals("yesterday")) {
            return Optional.of(now.minus(1, ChronoUnit.DAYS));
        }
        if (!LOOKS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(text.endsWith("ago") ? ago(text, now) : timestamp(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw LakeFailure.invalid("'%s' is no time: expected such as %s", written.strip(), EXAMPLES);
        }
    }

    private static Instant ago(String text, Instant now) {
        Matcher parts = AGO.matcher(text);
        if (!parts.matches()) {
            throw new DateTimeException(text);
        }
        long count = parts.group(1).startsWith("a") ? 1 : Long.parseLong(parts.group(1));
        ChronoUnit unit = ChronoUnit.valueOf(parts.group(2).toUpperCase(Locale.ROOT) + "S");
        // By the calendar: a month is no fixed number of days.
        return now.atOffset(ZoneOffset.UTC).minus(count, unit).toInstant();
    }

    private static Instant timestamp(String text) {
        if (DATE.matcher(text).matches()) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String iso = SHORT_OFFSET
                .matcher(text.replaceFirst(" ", "t").replace(" ", "").replaceFirst("utc$", "z"))
                .replaceFirst("$1:$2");
        TemporalAccessor parsed = TIMESTAMP.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime zoned
                ? zoned.toInstant()
                : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    }
}
