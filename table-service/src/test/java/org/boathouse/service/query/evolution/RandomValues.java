package org.boathouse.service.query.evolution;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Values as Iceberg's generic writers take them: few small ones, so that filters and deletes hit, and the ends of each type's
 * range. Times end with the year 9999, which is as far as ISO 8601 goes without signs.
 */
final class RandomValues {
    private static final List<LocalDate> DATES = List.of(
            LocalDate.EPOCH,
            LocalDate.EPOCH.minusDays(1),
            LocalDate.of(2024, 2, 29),
            LocalDate.of(2024, 3, 31),
            LocalDate.of(1582, 10, 10),
            LocalDate.of(1, 1, 1),
            LocalDate.of(9999, 12, 31));
    /** 02:30 is an hour that clocks in Berlin skipped on that day. */
    private static final List<LocalTime> TIMES = List.of(
            LocalTime.MIDNIGHT,
            LocalTime.of(2, 30),
            LocalTime.of(23, 59, 59, 999_999_000),
            LocalTime.of(12, 0, 0, 1_000),
            LocalTime.of(7, 8, 9));

    private final Dice dice;

    RandomValues(Dice dice) {
        this.dice = dice;
    }

    Record record(Types.StructType struct) {
        Record record = GenericRecord.create(struct);
        for (Types.NestedField field : struct.fields()) {
            record.setField(field.name(), of(field.type(), field.isOptional()));
        }
        return record;
    }

    List<Record> records(Schema schema, int count) {
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(schema.asStruct()));
        }
        return records;
    }

    private Object of(Type type, boolean optional) {
        return optional && dice.percent(20) ? null : of(type);
    }

    Object of(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> dice.percent(50);
            case INTEGER -> dice.of(0, 1, 2, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, (int) dice.bits());
            case LONG -> dice.of(0L, 1L, 2L, 3L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1, dice.bits());
            case FLOAT ->
                dice.of(
                        0f,
                        -0f,
                        1f,
                        1.1f,
                        Float.NaN,
                        Float.MIN_VALUE,
                        -Float.MAX_VALUE,
                        Float.NEGATIVE_INFINITY,
                        1e10f);
            case DOUBLE ->
                dice.of(
                        0d,
                        -0d,
                        1d,
                        0.1,
                        Double.NaN,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Double.POSITIVE_INFINITY,
                        -1e300);
            case DECIMAL -> decimal((Types.DecimalType) type);
            case DATE -> dice.one(DATES);
            case TIME -> dice.one(TIMES);
            case TIMESTAMP ->
                zoned(
                        ((Types.TimestampType) type).shouldAdjustToUTC(),
                        dice.one(DATES).atTime(dice.one(TIMES)));
            case TIMESTAMP_NANO -> zoned(((Types.TimestampNanoType) type).shouldAdjustToUTC(), nanos());
            case STRING ->
                dice.of("", "a", "b", "it's", "null", "NULL", "ünï\u0000cödé\n", "\uD83D\uDE80", "z".repeat(40));
            case UUID -> new UUID(dice.of(0L, 1L, -1L, dice.bits()), dice.of(0L, -1L));
            case FIXED -> bytes(((Types.FixedType) type).length());
            case BINARY -> ByteBuffer.wrap(bytes(dice.below(3)));
            case STRUCT -> record(type.asStructType());
            case LIST -> list(type.asListType());
            case MAP -> map(type.asMapType());
            default -> throw new IllegalArgumentException("no values of type " + type);
        };
    }

    /** The ends are even, or a partition that truncates them would be out of range. */
    private BigDecimal decimal(Types.DecimalType type) {
        BigInteger largest = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.TWO);
        BigInteger unscaled =
                dice.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.TEN.negate(), largest, largest.negate());
        return new BigDecimal(unscaled, type.scale());
    }

    /** Within what 64 bits of nanoseconds hold. */
    private LocalDateTime nanos() {
        return dice.of(LocalDate.EPOCH, LocalDate.of(2024, 3, 31), LocalDate.of(1678, 1, 1), LocalDate.of(2262, 1, 1))
                .atTime(dice.one(TIMES))
                .plusNanos(dice.of(0, 1, 999));
    }

    private static Object zoned(boolean zone, LocalDateTime timestamp) {
        return zone ? timestamp.atOffset(ZoneOffset.UTC) : timestamp;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = dice.of((byte) 0, (byte) 1, (byte) -1, (byte) 'a');
        }
        return bytes;
    }

    private List<Object> list(Types.ListType type) {
        List<Object> list = new ArrayList<>();
        for (int i = dice.below(4); i > 0; i--) {
            list.add(of(type.elementType(), type.isElementOptional()));
        }
        return list;
    }

    private Map<Object, Object> map(Types.MapType type) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = dice.below(4); i > 0; i--) {
            map.put(of(type.keyType()), of(type.valueType(), type.isValueOptional()));
        }
        return map;
    }
}
