package org.boathouse.contract.odcs;

import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Loosens types for tables that must take every row. */
final class Nullability {
    private Nullability() {}

    /** The same type with every nested field, element and value optional. */
    static Type optionalThroughout(Type type) {
        if (type.isStructType()) {
            List<NestedField> fields = type.asStructType().fields().stream()
                    .map(field -> NestedField.optional(
                            field.fieldId(), field.name(), optionalThroughout(field.type()), field.doc()))
                    .toList();
            return Types.StructType.of(fields);
        }
        if (type.isListType()) {
            Types.ListType list = type.asListType();
            return Types.ListType.ofOptional(list.elementId(), optionalThroughout(list.elementType()));
        }
        if (type.isMapType()) {
            Types.MapType map = type.asMapType();
            return Types.MapType.ofOptional(
                    map.keyId(), map.valueId(), map.keyType(), optionalThroughout(map.valueType()));
        }
        return type;
    }
}
