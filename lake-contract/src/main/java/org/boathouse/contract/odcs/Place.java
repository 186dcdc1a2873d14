package org.boathouse.contract.odcs;

import java.time.ZoneId;
import java.util.function.UnaryOperator;
import org.apache.iceberg.types.Type;

/**
 * Where a value is found in a row.
 *
 * @param label for rule names and messages, such as {@code address.city} or {@code tags[]}
 * @param expression Spark SQL for the value
 * @param within makes a condition on the value one on the row: the identity outside of lists
 * @param depth how many lists the value lies in
 * @param zone of points in time that name none
 */
record Place(String label, String expression, UnaryOperator<String> within, Type type, int depth, ZoneId zone) {
    static Place of(Column column) {
        return new Place(
                column.name(),
                SparkSql.name(column.name()),
                UnaryOperator.identity(),
                column.type(),
                0,
                column.timezone());
    }

    /** A field of this struct. Where the struct is null nothing is demanded of its fields. */
    Place field(String name, Type fieldType) {
        String parent = expression;
        return new Place(
                label + "." + name,
                expression + "." + SparkSql.name(name),
                condition -> within.apply("(" + parent + " IS NULL OR " + condition + ")"),
                fieldType,
                depth,
                zone);
    }

    /** Every element of this list. */
    Place element(Type elementType) {
        String variable = "e" + (depth + 1);
        return new Place(
                label + "[]",
                variable,
                condition -> within.apply("forall(" + expression + ", " + variable + " -> " + condition + ")"),
                elementType,
                depth + 1,
                zone);
    }

    QualityRule.OfRow rule(String name, QualityRule.Action action, String condition, String says) {
        return new QualityRule.OfRow(name, action, within.apply(condition), says);
    }
}
