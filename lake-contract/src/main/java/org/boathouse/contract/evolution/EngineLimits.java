package org.boathouse.contract.evolution;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** What Iceberg takes as a column and an engine does not: it then fails on the whole table, whatever columns a query names. */
final class EngineLimits {
    /** Spark 4.1 with Iceberg 1.12 knows nothing of the first two, the lake's own SQL nothing of the others. */
    private static final Set<TypeID> NOT_FOR_ALL =
            EnumSet.of(TypeID.TIME, TypeID.TIMESTAMP_NANO, TypeID.UNKNOWN, TypeID.GEOMETRY, TypeID.GEOGRAPHY);

    private EngineLimits() {}

    /** Whether the field's type, or one within it, is one that not every engine reads. */
    static boolean isNotForAll(NestedField field) {
        return allOf(field).stream()
                .anyMatch(inner -> NOT_FOR_ALL.contains(inner.type().typeId()));
    }

    /** Whether a field's name differs by case alone from one of those beside it, or one does so within its type. */
    static boolean isAlike(NestedField field, Types.StructType among) {
        return among.fields().stream()
                        .anyMatch(other -> other.fieldId() != field.fieldId()
                                && other.name().equalsIgnoreCase(field.name()))
                || allOf(field).stream()
                        .anyMatch(inner -> inner.type().isStructType()
                                && hasNamesAlike(inner.type().asStructType()));
    }

    private static boolean hasNamesAlike(Types.StructType struct) {
        Set<String> names = new HashSet<>();
        return !struct.fields().stream()
                .allMatch(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
    }

    private static Collection<NestedField> allOf(NestedField field) {
        return TypeUtil.indexById(Types.StructType.of(field)).values();
    }
}
