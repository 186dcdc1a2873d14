package org.boathouse.contract.evolution;

import java.util.List;
import java.util.Objects;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.odcs.TypeText;

/** The fields of two shapes, struct by struct. */
final class FieldComparison {
    private final TableShape before;
    private final TableShape after;
    private final List<SchemaChange> changes;
    private final TypeComparison types;

    FieldComparison(TableShape before, TableShape after, List<SchemaChange> changes) {
        this.before = before;
        this.after = after;
        this.changes = changes;
        this.types = new TypeComparison(this, new Promotion(before, after), changes);
    }

    /** @param path of the struct as readers know it; empty for the table itself */
    void struct(String path, Types.StructType old, Types.StructType now) {
        for (NestedField field : now.fields()) {
            NestedField was = old.field(field.fieldId());
            NestedField bearer = old.field(field.name());
            if (bearer != null && bearer.fieldId() != field.fieldId()) {
                add(
                        ChangeKind.COLUMN_REPLACED,
                        path(path, field.name()),
                        "column " + path(path, field.name()) + " is another one under the same name");
            }
            if (was != null) {
                field(path, was, field);
            } else if (bearer == null && before.schema().findField(field.fieldId()) == null) {
                added(path, field, now);
            }
        }
        for (NestedField field : old.fields()) {
            if (now.field(field.fieldId()) == null) {
                gone(path, field, now);
            }
        }
        order(path, old, now);
    }

    private void added(String parent, NestedField field, Types.StructType among) {
        String path = path(parent, field.name());
        String defaulting = field.initialDefault() == null ? "" : " default " + field.initialDefault();
        add(
                kindOfAdded(parent, field, among),
                path,
                "added %s%s %s: %s%s"
                        .formatted(
                                field.isRequired() ? "required " : "",
                                parent.isEmpty() ? "column" : "field",
                                path,
                                TypeText.of(field.type()),
                                defaulting));
    }

    private static ChangeKind kindOfAdded(String parent, NestedField field, Types.StructType among) {
        if (EngineLimits.isAlike(field, among)) {
            return ChangeKind.COLUMN_ADDED_ALIKE;
        }
        if (EngineLimits.isNotForAll(field)) {
            return ChangeKind.COLUMN_ADDED_NOT_FOR_ALL;
        }
        boolean hasDefault = field.initialDefault() != null;
        if (field.isRequired()) {
            return hasDefault ? ChangeKind.COLUMN_ADDED_REQUIRED_WITH_DEFAULT : ChangeKind.COLUMN_ADDED_REQUIRED;
        }
        if (!parent.isEmpty()) {
            return ChangeKind.FIELD_ADDED;
        }
        return hasDefault ? ChangeKind.COLUMN_ADDED_WITH_DEFAULT : ChangeKind.COLUMN_ADDED;
    }

    private void gone(String parent, NestedField field, Types.StructType now) {
        String path = path(parent, field.name());
        if (after.schema().findField(field.fieldId()) != null) {
            add(
                    ChangeKind.COLUMN_REPARENTED,
                    path,
                    "moved column " + path + " to " + after.schema().findColumnName(field.fieldId()));
        } else if (now.field(field.name()) == null) {
            boolean partitions = TypeUtil.indexById(Types.StructType.of(field)).keySet().stream()
                    .anyMatch(before.partitionSources()::contains);
            add(
                    partitions ? ChangeKind.PARTITION_SOURCE_DROPPED : ChangeKind.COLUMN_DROPPED,
                    path,
                    "dropped " + (parent.isEmpty() ? "column " : "field ") + path
                            + (partitions ? ", which older partitions are made of" : ""));
        }
    }

    private void order(String path, Types.StructType old, Types.StructType now) {
        List<Integer> orderBefore = old.fields().stream()
                .map(NestedField::fieldId)
                .filter(id -> now.field(id) != null)
                .toList();
        List<Integer> orderAfter = now.fields().stream()
                .map(NestedField::fieldId)
                .filter(id -> old.field(id) != null)
                .toList();
        if (!orderBefore.equals(orderAfter)) {
            List<String> names =
                    orderAfter.stream().map(id -> now.field(id).name()).toList();
            changes.add(
                    path.isEmpty()
                            ? SchemaChange.ofTable(ChangeKind.COLUMNS_REORDERED, "put columns in the order " + names)
                            : SchemaChange.of(
                                    ChangeKind.FIELDS_REORDERED,
                                    path,
                                    "put the fields of " + path + " in the order " + names));
        }
    }

    private void field(String parent, NestedField old, NestedField now) {
        String path = path(parent, old.name());
        if (!old.name().equals(now.name())) {
            add(ChangeKind.COLUMN_RENAMED, path, "renamed column " + path + " to " + now.name());
        }
        types.nullability(path, old.isOptional(), now.isOptional());
        types.compare(path, now.fieldId(), old.type(), now.type());
        if (!Objects.equals(old.doc(), now.doc())) {
            add(ChangeKind.COLUMN_DESCRIBED, path, "described column " + path + " anew");
        }
        if (!DefaultValue.isSame(old.initialDefaultLiteral(), now.initialDefaultLiteral(), now.type())) {
            add(
                    ChangeKind.INITIAL_DEFAULT_CHANGED,
                    path,
                    "initial default of column " + path + " changed from " + old.initialDefault() + " to "
                            + now.initialDefault());
        }
        if (!DefaultValue.isSame(old.writeDefaultLiteral(), now.writeDefaultLiteral(), now.type())) {
            boolean missed = now.isRequired() && now.writeDefault() == null;
            add(
                    missed ? ChangeKind.WRITE_DEFAULT_REMOVED : ChangeKind.WRITE_DEFAULT_CHANGED,
                    path,
                    "write default of column " + path + " is " + now.writeDefault());
        }
    }

    private void add(ChangeKind kind, String path, String says) {
        changes.add(SchemaChange.of(kind, path, says));
    }

    private static String path(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
