package org.boathouse.service.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.service.query.LakeRows;

/** Which rows differ, by key: two snapshots joined by the SQL engine. Columns are matched by field id. */
final class RowDifference {
    private static final String THERE = "__there";

    private final String table;
    private final DiffPoint from;
    private final DiffPoint to;
    /** Columns that both have, and the key among them. */
    private final List<NestedField> both;

    private final List<NestedField> key;

    /** @param table its name, of three parts */
    RowDifference(String table, DiffPoint from, DiffPoint to) {
        this.table = table;
        this.from = from;
        this.to = to;
        this.both = to.schema().columns().stream()
                .filter(column -> from.schema().findField(column.fieldId()) != null)
                .toList();
        this.key = both.stream()
                .filter(column -> to.schema().identifierFieldIds().contains(column.fieldId()))
                .toList();
    }

    /** Whether rows can be told apart at both points: all of the key is there, and no part of it within a struct. */
    boolean hasKey() {
        return !key.isEmpty() && key.size() == to.schema().identifierFieldIds().size();
    }

    /** Columns whose values are not compared: their types have nothing in common. */
    List<String> notCompared() {
        return both.stream()
                .filter(column -> !isComparable(column))
                .map(NestedField::name)
                .toList();
    }

    private boolean isComparable(NestedField column) {
        NestedField old = from.schema().findField(column.fieldId());
        return column.type().isPrimitiveType() || column.type().equals(old.type());
    }

    DiffReport.RowChanges read(LakeRows lake, int limit, long offset) {
        JsonNode counts = lake.of("SELECT count(*) FILTER (change = 'added'), count(*) FILTER (change = 'removed'),"
                        + " count(*) FILTER (change = 'changed') FROM (" + joined("") + ")")
                .get(0);
        List<JsonNode> rows = limit == 0
                ? List.of()
                : lake.of(joined(columns()) + " ORDER BY " + orderOfKey() + " LIMIT " + (limit + 1) + " OFFSET "
                        + offset);
        return new DiffReport.RowChanges(
                key.stream().map(NestedField::name).toList(),
                counts.path(0).asLong(),
                counts.path(1).asLong(),
                counts.path(2).asLong(),
                rows.stream().limit(limit).map(this::changed).toList(),
                rows.size() > limit);
    }

    private DiffReport.ChangedRow changed(JsonNode row) {
        String change = row.path(0).asText();
        Map<String, JsonNode> before = new LinkedHashMap<>();
        Map<String, JsonNode> after = new LinkedHashMap<>();
        int place = 1;
        for (NestedField column : from.schema().columns()) {
            before.put(column.name(), row.path(place++));
        }
        for (NestedField column : to.schema().columns()) {
            after.put(column.name(), row.path(place++));
        }
        return new DiffReport.ChangedRow(
                change, change.equals("added") ? null : before, change.equals("removed") ? null : after);
    }

    /** @param columns to select beside the kind of change; empty for none */
    private String joined(String columns) {
        String differs = both.stream()
                .filter(this::isComparable)
                .map(column -> "%s IS DISTINCT FROM %s".formatted(old(column), now(column)))
                .collect(Collectors.joining(" OR "));
        return """
               SELECT CASE WHEN a.%1$s IS NULL THEN 'added' WHEN b.%1$s IS NULL THEN 'removed' ELSE 'changed' END AS change%2$s
               FROM (SELECT *, true AS %1$s FROM %3$s AT (VERSION => %4$d)) a
               FULL JOIN (SELECT *, true AS %1$s FROM %3$s AT (VERSION => %5$d)) b ON %6$s
               WHERE a.%1$s IS NULL OR b.%1$s IS NULL OR %7$s
               """.formatted(
                THERE,
                columns,
                table,
                from.snapshot().orElseThrow().snapshotId(),
                to.snapshot().orElseThrow().snapshotId(),
                key.stream().map(column -> old(column) + " = " + now(column)).collect(Collectors.joining(" AND ")),
                differs);
    }

    private String columns() {
        List<String> columns = new ArrayList<>();
        from.schema().columns().forEach(column -> columns.add("a." + LakeRows.quoted(column.name())));
        to.schema().columns().forEach(column -> columns.add("b." + LakeRows.quoted(column.name())));
        return ", " + String.join(", ", columns);
    }

    private String orderOfKey() {
        Function<NestedField, String> either = column -> "coalesce(" + now(column) + ", " + old(column) + ")";
        return key.stream().map(either).collect(Collectors.joining(", "));
    }

    private String old(NestedField column) {
        return "a." + name(from.schema(), column);
    }

    private String now(NestedField column) {
        return "b." + name(to.schema(), column);
    }

    private static String name(Schema schema, NestedField column) {
        return LakeRows.quoted(schema.findField(column.fieldId()).name());
    }
}
