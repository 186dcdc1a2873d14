package org.boathouse.contract.odcs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * ODCS {@code physicalType}: a type's name in SQL, as Spark, Trino, PostgreSQL or Iceberg write it, in any case. Lengths
 * of text ({@code varchar(20)}) and precisions of time are taken and count for nothing: Iceberg has neither.
 */
final class PhysicalType {
    private static final Pattern TEXT = Pattern.compile(
            "([a-z0-9_]+(?: varying| precision)?)(?:\\s*\\(\\s*(\\d{1,5}|max)\\s*(?:,\\s*(\\d{1,5})\\s*)?\\))?(?: (with|without) time zone)?");
    static final String DECIMALS = "decimal(precision,scale) with a precision up to 38";
    private static final int PRECISION_MAX = 38;
    private static final Map<String, Type> BY_NAME = new LinkedHashMap<>();

    static {
        names(
                Types.StringType.get(),
                "string",
                "varchar",
                "char",
                "character",
                "character varying",
                "nvarchar",
                "text",
                "uuid",
                "json");
        names(Types.BooleanType.get(), "boolean", "bool");
        names(Types.IntegerType.get(), "int", "integer", "smallint", "tinyint", "int32", "int4", "int2");
        names(Types.LongType.get(), "bigint", "long", "int64");
        names(Types.FloatType.get(), "float", "real", "float32");
        names(Types.DoubleType.get(), "double", "double precision", "float64");
        names(Types.DateType.get(), "date");
        names(Types.TimestampType.withZone(), "timestamptz", "timestamp_tz", "timestamp_ltz");
        names(Types.TimestampType.withoutZone(), "timestamp_ntz", "datetime");
        names(Types.BinaryType.get(), "binary", "varbinary", "bytes", "bytea", "blob");
    }

    private PhysicalType() {}

    private static void names(Type type, String... names) {
        for (String name : names) {
            BY_NAME.put(name, type);
        }
    }

    static Iterable<String> known() {
        return BY_NAME.keySet();
    }

    /** Whether the text is SQL's plain {@code timestamp}, which leaves the zone to the logical type's options. */
    static boolean isPlainTimestamp(String text) {
        Matcher m = match(text);
        return m.matches() && m.group(1).equals("timestamp") && m.group(4) == null;
    }

    /** Empty where the lake has no such type. */
    static Optional<Type> parse(String text) {
        Matcher m = match(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        return switch (m.group(1)) {
            case "decimal", "numeric", "number" -> decimal(m.group(2), m.group(3));
            case "timestamp" ->
                Optional.of(
                        "without".equals(m.group(4))
                                ? Types.TimestampType.withoutZone()
                                : Types.TimestampType.withZone());
            default -> Optional.ofNullable(BY_NAME.get(m.group(1)));
        };
    }

    private static Optional<Type> decimal(String precision, String scale) {
        if (precision == null || precision.equals("max")) {
            return Optional.empty();
        }
        int digits = Integer.parseInt(precision);
        int fraction = scale == null ? 0 : Integer.parseInt(scale);
        return digits >= 1 && digits <= PRECISION_MAX && fraction <= digits
                ? Optional.of(Types.DecimalType.of(digits, fraction))
                : Optional.empty();
    }

    private static Matcher match(String text) {
        return TEXT.matcher(text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
    }
}
