package org.boathouse.spark.bronze;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.util.DateTimeFormatterHelper$;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.odcs.Column;

/**
 * Text becomes a type by Spark SQL expressions. A text fits where nothing of its value is lost: 12.0 is an integer and
 * 12.5 is none; 1.005 is no decimal(10,2), rather than 1.01; NaN, infinities and times without a date are nothing. Only a
 * fraction finer than the type can say (microseconds, the digits of a double) goes unmentioned. White space around a value
 * does not count, and blank text is null in every type but string.
 *
 * @param value an expression that is null where the text is null, blank or does not fit
 * @param fits an expression that is false where the text does not fit
 */
record TextTyping(String value, String fits) {
    private static final String DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";
    private static final String LOCAL_TIME = DAY + "([ T][0-9:.]*)?";
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");
    private static final Pattern ZONE_LETTER = Pattern.compile("[VzOXxZ]");

    /** The years 1 to 9999: what a timestamp holds, and no multiplication overflows. */
    private static final long EPOCH_SECONDS_MIN = -62_135_596_800L;

    private static final long EPOCH_SECONDS_MAX = 253_402_300_799L;

    /**
     * @param text a Spark SQL expression of type string
     * @param format of dates and times, as {@link Column#format} has it
     * @param zone of dates and times whose text names none
     * @throws LakeFailure INVALID where Spark has no such type or format
     */
    static TextTyping of(String text, Type type, Optional<String> format, ZoneId zone) {
        return switch (type.typeId()) {
            case STRING -> new TextTyping(text, "true");
            case STRUCT -> struct(text, type.asStructType(), zone);
            case LIST -> list(text, type.asListType(), zone);
            case MAP -> map(text, type.asMapType(), zone);
            default -> {
                String value = scalar(text, type, format, zone);
                yield new TextTyping(value, "(%s OR %s IS NOT NULL)".formatted(blank(text), value));
            }
        };
    }

    private static String scalar(String text, Type type, Optional<String> format, ZoneId zone) {
        return switch (type.typeId()) {
            case BOOLEAN -> cast(text, "BOOLEAN");
            case INTEGER -> whole(text, "INT");
            case LONG -> whole(text, "BIGINT");
            case FLOAT -> finite(text, "FLOAT");
            case DOUBLE -> finite(text, "DOUBLE");
            case DECIMAL -> decimal(text, (Types.DecimalType) type);
            case DATE ->
                format.map(f -> "CAST(%s AS DATE)".formatted(formatted(text, f)))
                        .orElseGet(() -> where(text, DAY, cast(text, "DATE")));
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC()
                        ? instant(text, format, zone)
                        : format.map(f -> "CAST(%s AS TIMESTAMP_NTZ)".formatted(formatted(text, f)))
                                .orElseGet(() -> where(text, LOCAL_TIME, cast(text, "TIMESTAMP_NTZ")));
            case UUID -> where(text, "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "trim(" + text + ")");
            case BINARY -> "try_to_binary(%s, 'base64')".formatted(text);
            default ->
                throw LakeFailure.invalid(
                        "Landed text cannot become the type %s: Spark does not have it; declare it as a string", type);
        };
    }

    private static String whole(String text, String type) {
        return "coalesce(%s, %s)"
                .formatted(
                        cast(text, type),
                        cast("regexp_extract(%s, '^\\\\s*([+-]?[0-9]+)[.]0*\\\\s*$', 1)".formatted(text), type));
    }

    /** Letters would let in NaN, Infinity, hexadecimals and Java's suffixes. */
    private static String finite(String text, String type) {
        String number = where(text, "[-+.0-9eE]+", cast(text, type));
        return "nullif(nullif(%s, CAST('Infinity' AS %s)), CAST('-Infinity' AS %s))".formatted(number, type, type);
    }

    private static String decimal(String text, Types.DecimalType type) {
        return where(
                text,
                "[+-]?[0-9]*([.][0-9]{0,%d}0*)?".formatted(type.scale()),
                cast(text, "DECIMAL(%d,%d)".formatted(type.precision(), type.scale())));
    }

    private static String instant(String text, Optional<String> format, ZoneId zone) {
        if (format.isPresent()) {
            String parsed = formatted(text, format.get());
            return namesZone(format.get()) ? parsed : local(parsed, zone);
        }
        // Java leaves the seconds out where they are zero, and Spark wants them before a zone.
        String withSeconds = "regexp_replace(%s, '([ T][0-9]{1,2}:[0-9]{2})([ Z+-].*)$', '$1:00$2')".formatted(text);
        return "CASE WHEN %s THEN %s WHEN %s THEN %s END"
                .formatted(
                        matches(text, LOCAL_TIME),
                        local(cast(text, "TIMESTAMP"), zone),
                        matches(text, DAY + "[ T].*"),
                        cast(withSeconds, "TIMESTAMP"));
    }

    /** Wall-clock time, read as if in the session's zone, which is UTC. */
    private static String local(String parsed, ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC)
                ? parsed
                : "to_utc_timestamp(%s, %s)".formatted(parsed, literal(zone.getId()));
    }

    private static String formatted(String text, String format) {
        return switch (format) {
            case Column.EPOCH_SECONDS -> epoch(text, "DECIMAL(18,6)", "timestamp_seconds", 1);
            case Column.EPOCH_MILLIS -> epoch(text, "BIGINT", "timestamp_millis", 1000);
            default -> "try_to_timestamp(trim(%s), %s)".formatted(text, literal(parseable(format)));
        };
    }

    /** Spark knows fewer pattern letters than Java, and would say so only in the middle of a run. */
    private static String parseable(String format) {
        try {
            DateTimeFormatterHelper$.MODULE$.convertIncompatiblePattern(format, true);
            return format;
        } catch (IllegalArgumentException e) {
            throw LakeFailure.invalid("Spark does not parse times by the format '%s': %s", format, e.getMessage());
        }
    }

    private static boolean namesZone(String format) {
        return format.equals(Column.EPOCH_SECONDS)
                || format.equals(Column.EPOCH_MILLIS)
                || ZONE_LETTER.matcher(QUOTED.matcher(format).replaceAll("")).find();
    }

    private static String epoch(String text, String type, String function, int unitsPerSecond) {
        String number = cast(text, type);
        return "CASE WHEN %s BETWEEN %d AND %d THEN %s(%s) END"
                .formatted(
                        number,
                        EPOCH_SECONDS_MIN * unitsPerSecond,
                        EPOCH_SECONDS_MAX * unitsPerSecond,
                        function,
                        number);
    }

    private static TextTyping list(String json, Types.ListType type, ZoneId zone) {
        String elements = "from_json(%s, 'ARRAY<STRING>')".formatted(json);
        TextTyping element = of("e", type.elementType(), Optional.empty(), zone);
        return nested(
                json,
                "\\\\[",
                "forall(%s, e -> e IS NULL OR %s)".formatted(elements, element.fits()),
                "transform(%s, e -> %s)".formatted(elements, element.value()));
    }

    private static TextTyping map(String json, Types.MapType type, ZoneId zone) {
        if (!type.keyType().equals(Types.StringType.get())) {
            throw LakeFailure.invalid("A map's keys are strings in landed text, not %s", type.keyType());
        }
        String entries = "from_json(%s, 'MAP<STRING,STRING>')".formatted(json);
        TextTyping value = of("v", type.valueType(), Optional.empty(), zone);
        return nested(
                json,
                "\\\\{",
                "forall(map_values(%s), v -> v IS NULL OR %s)".formatted(entries, value.fits()),
                "transform_values(%s, (k, v) -> %s)".formatted(entries, value.value()));
    }

    private static TextTyping struct(String json, Types.StructType type, ZoneId zone) {
        String schema = type.fields().stream()
                .map(field -> name(field.name()) + " STRING")
                .collect(Collectors.joining(", ", "STRUCT<", ", `_corrupt` STRING>"));
        String parsed =
                "from_json(%s, %s, map('columnNameOfCorruptRecord', '_corrupt'))".formatted(json, literal(schema));
        String names =
                type.fields().stream().map(field -> literal(field.name())).collect(Collectors.joining(", "));
        StringBuilder fits =
                new StringBuilder("%s._corrupt IS NULL AND size(array_except(json_object_keys(%s), array(%s))) = 0"
                        .formatted(parsed, json, names));
        StringBuilder value = new StringBuilder();
        for (Types.NestedField field : type.fields()) {
            String text = parsed + "." + name(field.name());
            TextTyping typed = of(text, field.type(), Optional.empty(), zone);
            fits.append(" AND (%s IS NULL OR %s)".formatted(text, typed.fits()));
            value.append(value.isEmpty() ? "" : ", ")
                    .append(literal(field.name()))
                    .append(", ")
                    .append(typed.value());
        }
        return nested(json, "\\\\{", fits.toString(), "named_struct(%s)".formatted(value));
    }

    /** A nested value fits whole or not at all: half an array would be another array. */
    private static TextTyping nested(String json, String opening, String fits, String value) {
        String whole = "(%s RLIKE '^\\\\s*%s' AND coalesce(%s, false))".formatted(json, opening, fits);
        return new TextTyping(
                "CASE WHEN %s THEN %s END".formatted(whole, value), "(%s OR %s)".formatted(blank(json), whole));
    }

    private static String where(String text, String pattern, String value) {
        return "CASE WHEN %s THEN %s END".formatted(matches(text, pattern), value);
    }

    private static String matches(String text, String pattern) {
        return "%s RLIKE '^\\\\s*%s\\\\s*$'".formatted(text, pattern);
    }

    private static String cast(String text, String type) {
        return "try_cast(%s AS %s)".formatted(text, type);
    }

    /** A condition: whether a text is null or white space. */
    static String blank(String text) {
        return "%s IS NULL OR trim(%s) = ''".formatted(text, text);
    }

    static String name(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
