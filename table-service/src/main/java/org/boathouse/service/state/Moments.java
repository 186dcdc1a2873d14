package org.boathouse.service.state;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** Dates and timestamps as people and SQL write them. Without a zone they are in UTC, as the lake shows every time. */
final class Moments {
    private static final Pattern LOOKS = Pattern.compile("\\d{4}-\\d\\d-\\d\\d.*");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:mm", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "Z")
            .optionalEnd()
            .toFormatter();

    private Moments() {}

    static boolean looksLikeOne(String text) {
        return LOOKS.matcher(text).matches();
    }

    static Instant parse(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            TemporalAccessor parsed = TIMESTAMP.parseBest(
                    text.strip().replaceFirst(" ", "T").replace(" ", ""), OffsetDateTime::from, LocalDateTime::from);
            return parsed instanceof OffsetDateTime zoned
                    ? zoned.toInstant()
                    : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw LakeFailure.invalid(
                    "'%s' is no timestamp: expected such as 2026-03-01T10:00:00Z, 2026-03-01 10:00:00+01:00 or 2026-03-01 (UTC where no zone is named)",
                    text);
        }
    }
}
