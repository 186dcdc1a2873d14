package org.boathouse.service.query.evolution;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How SQL writes, names, and orders values of Iceberg's types. */
final class SqlValues {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.nnnnnnnnn");

    private SqlValues() {}

    /** The name of a type in results; those of fields are in double quotes only where they must be. */
    static String typeName(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> "INTEGER";
            case LONG -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DECIMAL ->
                "DECIMAL(%d,%d)".formatted(((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
            case DATE -> "DATE";
            case TIME -> "TIME";
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
            case TIMESTAMP_NANO ->
                ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
            case STRING -> "VARCHAR";
            case UUID -> "UUID";
            case FIXED, BINARY -> "BLOB";
            case STRUCT ->
                type.asStructType().fields().stream()
                        .map(field -> field.name().replace("\"", "") + " " + typeName(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            case LIST -> typeName(type.asListType().elementType()) + "[]";
            case MAP ->
                "MAP(%s, %s)"
                        .formatted(
                                typeName(type.asMapType().keyType()),
                                typeName(type.asMapType().valueType()));
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    static String literal(Type type, Object value) {
        return "CAST('%s' AS %s)".formatted(text(value).replace("'", "''"), typeName(type));
    }

    private static String text(Object value) {
        if (value instanceof LocalDateTime timestamp) {
            return TIMESTAMP.format(timestamp);
        }
        if (value instanceof OffsetDateTime timestamp) {
            return TIMESTAMP.format(timestamp) + "+00";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            return HexFormat.of().withPrefix("\\x").withUpperCase().formatHex(bytes(value));
        }
        return value.toString();
    }

    private static byte[] bytes(Object value) {
        return value instanceof ByteBuffer buffer
                ? Arrays.copyOfRange(
                        buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.arrayOffset() + buffer.limit())
                : (byte[]) value;
    }

    /** SQL's order: NaN is the largest number and equals itself, and zeros are one; texts by their bytes. */
    static int compare(Object left, Object right) {
        if (left instanceof Float || left instanceof Double) {
            return Double.compare(((Number) left).doubleValue() + 0.0, ((Number) right).doubleValue() + 0.0);
        }
        if (left instanceof String text) {
            return Arrays.compareUnsigned(
                    text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
        }
        if (left instanceof byte[] || left instanceof ByteBuffer) {
            return Arrays.compareUnsigned(bytes(left), bytes(right));
        }
        if (left instanceof UUID uuid) {
            UUID other = (UUID) right;
            int high = Long.compareUnsigned(uuid.getMostSignificantBits(), other.getMostSignificantBits());
            return high != 0
                    ? high
                    : Long.compareUnsigned(uuid.getLeastSignificantBits(), other.getLeastSignificantBits());
        }
        return ordered(left, right);
    }

    private static int ordered(Object left, Object right) {
        if (left instanceof LocalDate date) {
            return date.compareTo((LocalDate) right);
        }
        if (left instanceof LocalTime time) {
            return time.compareTo((LocalTime) right);
        }
        if (left instanceof LocalDateTime timestamp) {
            return timestamp.compareTo((LocalDateTime) right);
        }
        if (left instanceof OffsetDateTime timestamp) {
            return timestamp.toInstant().compareTo(((OffsetDateTime) right).toInstant());
        }
        if (left instanceof BigDecimal decimal) {
            return decimal.compareTo((BigDecimal) right);
        }
        if (left instanceof Boolean flag) {
            return flag.compareTo((Boolean) right);
        }
        return Long.compare(((Number) left).longValue(), ((Number) right).longValue());
    }
}
