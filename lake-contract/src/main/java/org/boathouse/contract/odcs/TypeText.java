package org.boathouse.contract.odcs;

import java.util.StringJoiner;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** Types for people and for comparing: without field ids and docs, a question mark after what may be null. */
public final class TypeText {
    private TypeText() {}

    public static String of(Type type) {
        if (type.isStructType()) {
            StringJoiner fields = new StringJoiner(",", "struct<", ">");
            for (NestedField field : type.asStructType().fields()) {
                fields.add(field.name() + (field.isOptional() ? "?:" : ":") + of(field.type()));
            }
            return fields.toString();
        }
        if (type.isListType()) {
            return "list<" + of(type.asListType().elementType())
                    + (type.asListType().isElementOptional() ? "?>" : ">");
        }
        if (type.isMapType()) {
            return "map<" + of(type.asMapType().keyType()) + ","
                    + of(type.asMapType().valueType()) + (type.asMapType().isValueOptional() ? "?>" : ">");
        }
        return type.toString();
    }
}
