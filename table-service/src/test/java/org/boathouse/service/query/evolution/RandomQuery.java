package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;

/**
 * {@code SELECT a, (b)."c" ... WHERE ...}: some columns and fields, in any order, of the rows that a condition takes.
 *
 * @param where null for all rows
 */
record RandomQuery(List<Reach> selected, Condition where) {
    static RandomQuery over(Schema schema, List<Record> rows, RandomTable table) {
        List<Reach> selected = new ArrayList<>();
        for (int i = table.dice.between(1, 3); i > 0; i--) {
            selected.add(Reach.any(schema.columns(), table.dice));
        }
        return new RandomQuery(selected, new Conditions(schema, rows, table).any(2));
    }

    static RandomQuery everything(Schema schema) {
        return new RandomQuery(
                schema.columns().stream()
                        .map(column -> new Reach(List.of(column)))
                        .toList(),
                null);
    }

    /** @param from a table, and possibly a point of its history */
    String sql(String from) {
        String list = where == null
                ? "*"
                : IntStream.range(0, selected.size())
                        .mapToObj(i -> selected.get(i).sql() + " AS c" + i)
                        .collect(Collectors.joining(", "));
        return "SELECT %s FROM %s%s".formatted(list, from, where == null ? "" : " WHERE " + where.sql());
    }

    /** The types of its columns, and their names where nothing else is selected. */
    List<String> columns() {
        return IntStream.range(0, selected.size())
                .mapToObj(i -> {
                    List<NestedField> path = selected.get(i).path();
                    return (where == null ? path.get(0).name() : "c" + i) + " "
                            + SqlValues.typeName(selected.get(i).type());
                })
                .toList();
    }

    List<List<Object>> answer(List<Record> rows) {
        return rows.stream()
                .filter(row -> where == null || Boolean.TRUE.equals(where.test(row)))
                .map(row -> {
                    List<Object> values = new ArrayList<>();
                    selected.forEach(reach -> values.add(reach.of(row)));
                    return values;
                })
                .toList();
    }

    /** Conditions on values that are there, most of them. */
    private record Conditions(Schema schema, List<Record> rows, RandomTable table) {
        Condition any(int depth) {
            Dice dice = table.dice;
            if (depth > 0 && dice.percent(40)) {
                return dice.percent(30)
                        ? new Condition.Not(any(depth - 1))
                        : new Condition.Both(any(depth - 1), any(depth - 1), dice.percent(50));
            }
            Reach reach = Reach.any(schema.columns(), dice);
            if (!reach.type().isPrimitiveType() || dice.percent(15)) {
                return new Condition.IsNull(reach);
            }
            if (reach.type().typeId() == TypeID.BOOLEAN && dice.percent(50)) {
                return new Condition.Holds(reach);
            }
            if (reach.type().typeId() == TypeID.STRING && dice.percent(30)) {
                String text = value(reach).toString();
                // Not by nothing: DuckDB takes that for 'the struct is not null', whatever it knows of it.
                return new Condition.StartsWith(
                        reach, text.isEmpty() ? "a" : text.substring(0, text.offsetByCodePoints(0, 1)));
            }
            if (dice.percent(20)) {
                return new Condition.In(reach, List.of(value(reach), value(reach)));
            }
            return new Condition.Compared(reach, dice.of("=", "<>", "<", "<=", ">", ">="), value(reach));
        }

        private Object value(Reach reach) {
            Object present = rows.isEmpty() || table.dice.percent(20) ? null : reach.of(table.dice.one(rows));
            // A literal cannot hold the character 0.
            while (present == null || present.toString().indexOf(0) >= 0) {
                present = table.values.of(reach.type());
            }
            return present;
        }
    }
}
