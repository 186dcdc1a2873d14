package org.boathouse.contract.odcs;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.document.Shape;

/** Writes names and values as Spark SQL, quoted and escaped. Times are read strictly: a 30th of February is none. */
final class SparkSql {
    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter ZONED = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendPattern("[XXX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private SparkSql() {}

    static String name(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /**
     * @param zone of a point in time that names none
     * @return a literal comparable with the type; empty where the value is none of it
     */
    static Optional<String> literal(Object value, Type type, ZoneId zone) {
        return switch (type.typeId()) {
            case STRING -> value instanceof String text ? Optional.of(text(text)) : Optional.empty();
            case BOOLEAN ->
                value instanceof Boolean ? Optional.of(value.toString().toUpperCase(Locale.ROOT)) : Optional.empty();
            case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL ->
                Shape.isNumber(value) ? Optional.of(number(Shape.decimal(value))) : Optional.empty();
            case DATE -> day(value).map(day -> "DATE'" + day + "'");
            case TIMESTAMP -> moment(value, zone, ((Types.TimestampType) type).shouldAdjustToUTC());
            default -> Optional.empty();
        };
    }

    static String number(BigDecimal value) {
        return value.toPlainString();
    }

    private static Optional<LocalDate> day(Object value) {
        try {
            return Optional.of(LocalDate.parse(value.toString()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> moment(Object value, ZoneId zone, boolean instant) {
        try {
            return Optional.of("TIMESTAMP'"
                            + OffsetDateTime.parse(value.toString(), ZONED).toInstant() + "'")
                    .filter(literal -> instant);
        } catch (DateTimeException e) {
            return localMoment(value, zone, instant);
        }
    }

    private static Optional<String> localMoment(Object value, ZoneId zone, boolean instant) {
        try {
            LocalDateTime local = LocalDateTime.parse(value.toString(), LOCAL);
            return Optional.of(
                    instant ? "TIMESTAMP'" + local.atZone(zone).toInstant() + "'" : "TIMESTAMP_NTZ'" + local + "'");
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
