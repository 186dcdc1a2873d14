package org.boathouse.service.query;

import java.util.stream.Collectors;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.LakeFailure;

/** Iceberg's types and values as DuckDB's SQL writes them. */
final class DuckTypes {
    private DuckTypes() {}

    /** @throws LakeFailure INVALID for a type that DuckDB has no equal of */
    static String of(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> "INTEGER";
            case LONG -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case STRING -> "VARCHAR";
            case UUID -> "UUID";
            case FIXED, BINARY -> "BLOB";
            case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
            case TIMESTAMP_NANO ->
                ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
            case DECIMAL ->
                "DECIMAL(%d,%d)".formatted(((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
            case STRUCT ->
                type.asStructType().fields().stream()
                        .map(field -> SqlText.identifier(field.name()) + " " + of(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            case LIST -> of(type.asListType().elementType()) + "[]";
            case MAP ->
                "MAP(%s, %s)"
                        .formatted(
                                of(type.asMapType().keyType()),
                                of(type.asMapType().valueType()));
            case VARIANT -> "VARIANT";
            default -> throw LakeFailure.invalid("SQL cannot read columns of type %s yet", type);
        };
    }

    /** A value in Iceberg's own representation as a typed SQL expression. */
    static String value(Object value, Type type) {
        return value == null
                ? "CAST(NULL AS " + of(type) + ")"
                : "CAST(" + SqlText.literal(text(value, type)) + " AS " + of(type) + ")";
    }

    /** What a column holds in rows written before it was added. */
    static String initialDefault(Types.NestedField field) {
        return value(field.initialDefault(), field.type());
    }

    private static String text(Object value, Type type) {
        if (type.typeId() == Type.TypeID.BINARY || type.typeId() == Type.TypeID.FIXED) {
            return blob((java.nio.ByteBuffer) value);
        }
        // A partition's value may be as narrow as its column was when the file was written, and reads otherwise as
        // text.
        Object wide =
                value instanceof Float && type.typeId() == Type.TypeID.DOUBLE ? ((Float) value).doubleValue() : value;
        return Transforms.identity().toHumanString(type, wide);
    }

    private static String blob(java.nio.ByteBuffer bytes) {
        StringBuilder text = new StringBuilder();
        java.nio.ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            text.append("\\x").append("%02X".formatted(rest.get()));
        }
        return text.toString();
    }
}
