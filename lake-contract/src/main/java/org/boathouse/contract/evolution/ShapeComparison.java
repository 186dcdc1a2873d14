package org.boathouse.contract.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;

/** Two shapes of one table, matched by field id. */
final class ShapeComparison {
    private final TableShape before;
    private final TableShape after;
    private final List<SchemaChange> changes = new ArrayList<>();

    ShapeComparison(TableShape before, TableShape after) {
        this.before = before;
        this.after = after;
    }

    List<SchemaChange> changes() {
        FieldComparison fields = new FieldComparison(before, after, changes);
        fields.struct("", before.schema().asStruct(), after.schema().asStruct());
        key();
        partitioning();
        if (!before.sortOrder().sameOrder(after.sortOrder())) {
            changes.add(SchemaChange.ofTable(
                    ChangeKind.SORT_ORDER_CHANGED, "sorted by " + sortOrder(after) + ", not by " + sortOrder(before)));
        }
        return List.copyOf(changes);
    }

    private void key() {
        if (!before.key().equals(after.key())) {
            changes.add(SchemaChange.ofTable(
                    ChangeKind.KEY_CHANGED,
                    "primary key changed from " + names(before.schema(), before.key()) + " to "
                            + names(after.schema(), after.key())));
        }
    }

    private static List<String> names(Schema schema, Set<Integer> ids) {
        return ids.stream().sorted().map(id -> name(schema, id)).toList();
    }

    private void partitioning() {
        List<PartitionField> old = fields(before.partitioning());
        List<PartitionField> now = fields(after.partitioning());
        for (PartitionField field : now) {
            List<PartitionField> same =
                    old.stream().filter(was -> isSame(was, field)).toList();
            if (same.isEmpty()) {
                changes.add(SchemaChange.ofTable(
                        ChangeKind.PARTITION_FIELD_ADDED, "partitioned by " + text(after.schema(), field)));
            } else if (same.stream().noneMatch(was -> was.name().equals(field.name()))) {
                changes.add(SchemaChange.ofTable(
                        ChangeKind.PARTITION_FIELD_RENAMED,
                        "renamed partition field " + same.get(0).name() + " to " + field.name()));
            }
        }
        for (PartitionField field : old) {
            if (now.stream().noneMatch(is -> isSame(field, is))) {
                changes.add(SchemaChange.ofTable(
                        ChangeKind.PARTITION_FIELD_DROPPED,
                        "no longer partitioned by " + text(before.schema(), field)));
            }
        }
    }

    /** Format version 1 keeps a dropped field as a void one. */
    private static List<PartitionField> fields(PartitionSpec spec) {
        return spec.fields().stream()
                .filter(field -> !field.transform().isVoid())
                .toList();
    }

    private static boolean isSame(PartitionField one, PartitionField other) {
        return one.sourceId() == other.sourceId()
                && one.transform().toString().equals(other.transform().toString());
    }

    private static String text(Schema schema, PartitionField field) {
        return field.transform() + " of " + name(schema, field.sourceId());
    }

    private static String sortOrder(TableShape shape) {
        return shape.sortOrder().isUnsorted()
                ? "nothing"
                : shape.sortOrder().fields().stream()
                        .map(field -> "%s of %s %s %s"
                                .formatted(
                                        field.transform(),
                                        name(shape.schema(), field.sourceId()),
                                        field.direction(),
                                        field.nullOrder()))
                        .collect(Collectors.joining(", "));
    }

    /** A layout may still go by a field that the schema has dropped. */
    private static String name(Schema schema, int id) {
        String name = schema.findColumnName(id);
        return name == null ? "field " + id : name;
    }
}
