package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** A column, or a field of a struct in it, and so on. */
record Reach(List<NestedField> path) {
    static Reach any(List<NestedField> columns, Dice dice) {
        List<NestedField> path = new ArrayList<>();
        NestedField field = dice.one(columns);
        path.add(field);
        while (field.type().isStructType() && dice.percent(80)) {
            field = dice.one(field.type().asStructType().fields());
            path.add(field);
        }
        return new Reach(path);
    }

    Type type() {
        return path.get(path.size() - 1).type();
    }

    String sql() {
        StringBuilder sql = new StringBuilder(quoted(path.get(0).name()));
        for (NestedField field : path.subList(1, path.size())) {
            sql.insert(0, '(').append(").").append(quoted(field.name()));
        }
        return sql.toString();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    Object of(Record row) {
        Object value = row;
        for (NestedField field : path) {
            value = value == null ? null : ((Record) value).getField(field.name());
        }
        return value;
    }
}
