package org.boathouse.service.query;

import java.nio.ByteBuffer;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;

/** DuckDB's scalar values in the forms that results show: ISO 8601 dates and times, base64 bytes. */
final class ValueText {
    /** DuckDB's infinite dates and timestamps, as JDBC hands them out. */
    private static final int FINITE_YEARS_MAX = 290_000;

    private ValueText() {}

    /**
     * The value of a column as {@link KeptTimes} has made it.
     *
     * @param type the column's before that, as DuckDB names it
     */
    static Object read(ResultSet rows, int column, String type) throws SQLException {
        try {
            return switch (type) {
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
                    rows.getObject(column, LocalDateTime.class);
                case "TIMESTAMP WITH TIME ZONE" -> zoned(rows.getObject(column, LocalDateTime.class));
                case "TIMESTAMPTZ_NS" -> iso(rows.getString(column));
                default -> rows.getObject(column);
            };
        } catch (DateTimeException e) {
            throw LakeFailure.invalid(
                    "Column %d of the result holds a time that has no ISO 8601 form (%s): CAST it to VARCHAR",
                    column, e.getMessage());
        }
    }

    private static OffsetDateTime zoned(LocalDateTime utc) {
        return utc == null ? null : utc.atOffset(ZoneOffset.UTC);
    }

    /** The driver gives these as text, in UTC as the connection is. */
    private static String iso(String timestamp) {
        return timestamp == null ? null : timestamp.replace(' ', 'T').replace("+00", "Z");
    }

    /** The text of a value that is neither a number, a boolean nor nested. */
    static String of(Object value) throws SQLException {
        if (value instanceof Timestamp timestamp) {
            return timestamp(timestamp.toLocalDateTime());
        }
        if (value instanceof LocalDateTime timestamp) {
            return timestamp(timestamp);
        }
        if (value instanceof OffsetDateTime timestamp) {
            return infinite(timestamp.getYear())
                    .orElseGet(() -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                            timestamp.withOffsetSameInstant(ZoneOffset.UTC)));
        }
        if (value instanceof LocalDate date) {
            return infinite(date.getYear()).orElseGet(date::toString);
        }
        if (value instanceof LocalTime time) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
        }
        if (value instanceof OffsetTime time) {
            return DateTimeFormatter.ISO_OFFSET_TIME.format(time);
        }
        if (value instanceof Blob blob) {
            return base64(ByteBuffer.wrap(blob.getBytes(1, Math.toIntExact(blob.length()))));
        }
        return value.toString();
    }

    private static String timestamp(LocalDateTime timestamp) {
        return infinite(timestamp.getYear()).orElseGet(() -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(timestamp));
    }

    private static Optional<String> infinite(int year) {
        if (Math.abs(year) < FINITE_YEARS_MAX) {
            return Optional.empty();
        }
        return Optional.of(year > 0 ? "infinity" : "-infinity");
    }

    private static String base64(ByteBuffer bytes) {
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
