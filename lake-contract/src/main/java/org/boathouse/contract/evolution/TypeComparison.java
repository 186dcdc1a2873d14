package org.boathouse.contract.evolution;

import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.odcs.TypeText;

/** A field's type in two shapes, down to its last field. */
final class TypeComparison {
    private final FieldComparison fields;
    private final Promotion promotion;
    private final List<SchemaChange> changes;

    TypeComparison(FieldComparison fields, Promotion promotion, List<SchemaChange> changes) {
        this.fields = fields;
        this.promotion = promotion;
        this.changes = changes;
    }

    void nullability(String path, boolean optionalBefore, boolean optionalAfter) {
        if (optionalBefore && !optionalAfter) {
            add(ChangeKind.COLUMN_MADE_REQUIRED, path, "column " + path + " made required");
        } else if (!optionalBefore && optionalAfter) {
            add(ChangeKind.COLUMN_MADE_OPTIONAL, path, "column " + path + " made optional");
        }
    }

    void compare(String path, int fieldId, Type before, Type after) {
        if (before.isStructType() && after.isStructType()) {
            fields.struct(path, before.asStructType(), after.asStructType());
        } else if (before.isListType() && after.isListType()) {
            list(path, before.asListType(), after.asListType());
        } else if (before.isMapType() && after.isMapType()) {
            map(path, before.asMapType(), after.asMapType());
        } else if (!before.equals(after)) {
            changed(promotion.judge(fieldId, before, after), path, before, after);
        }
    }

    private void list(String path, Types.ListType before, Types.ListType after) {
        inner(path + ".element", before.fields().get(0), after.fields().get(0));
    }

    private void map(String path, Types.MapType before, Types.MapType after) {
        if (before.keyId() != after.keyId()) {
            add(
                    ChangeKind.MAP_KEY_CHANGED,
                    path + ".key",
                    "column " + path + ".key is another one under the same name");
        } else if (!before.keyType().equals(after.keyType())) {
            changed(ChangeKind.MAP_KEY_CHANGED, path + ".key", before.keyType(), after.keyType());
        }
        inner(path + ".value", before.fields().get(1), after.fields().get(1));
    }

    /** A list's elements or a map's values. */
    private void inner(String path, Types.NestedField before, Types.NestedField after) {
        if (before.fieldId() != after.fieldId()) {
            add(ChangeKind.COLUMN_REPLACED, path, "column " + path + " is another one under the same name");
            return;
        }
        nullability(path, before.isOptional(), after.isOptional());
        compare(path, after.fieldId(), before.type(), after.type());
    }

    private void changed(ChangeKind kind, String path, Type before, Type after) {
        String verb = kind == ChangeKind.TYPE_WIDENED ? "widened column " : "type of column ";
        String changed = kind == ChangeKind.TYPE_WIDENED ? " from " : " changed from ";
        add(kind, path, verb + path + changed + TypeText.of(before) + " to " + TypeText.of(after));
    }

    private void add(ChangeKind kind, String path, String says) {
        changes.add(SchemaChange.of(kind, path, says));
    }
}
