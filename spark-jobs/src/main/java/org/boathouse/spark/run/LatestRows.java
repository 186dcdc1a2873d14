package org.boathouse.spark.run;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.RowOrdering$;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * SCD type 1: of the rows of a key, which one counts. The order is total (sequence, then deletions, then every column), so
 * the result does not depend on the order in which rows come, on how they are cut into runs, or on chance.
 */
final class LatestRows {
    /** The column that {@link #latestBy} adds: whether a key's latest row deletes it. */
    static final String DELETED = "__deleted";

    private static final String RANK = "__rank";

    private final List<String> key;
    private final String sequence;
    private final Optional<String> deleteWhen;
    private final StructType table;

    /**
     * @param table the table's columns
     * @param deleteWhen a condition over the rows' columns
     */
    LatestRows(List<String> key, String sequence, Optional<String> deleteWhen, StructType table) {
        this.key = List.copyOf(key);
        this.sequence = sequence;
        this.deleteWhen = deleteWhen;
        this.table = table;
    }

    /** Whether a row deletes its key; empty where none does. */
    Optional<Column> deletes() {
        return deleteWhen.map(condition -> coalesce(expr(condition), lit(false)));
    }

    /** The latest row of each key, deletions too, with {@link #DELETED}. */
    Dataset<Row> latestBy(Dataset<Row> rows) {
        WindowSpec byKey = Window.partitionBy(
                        key.stream().map(LatestRows::quoted).toArray(Column[]::new))
                .orderBy(order().desc());
        return rows.withColumn(DELETED, deletes().orElse(lit(false)))
                .withColumn(RANK, row_number().over(byKey))
                .filter(col(RANK).equalTo(1))
                .drop(RANK);
    }

    /** The same without the keys whose latest row deletes them. */
    Dataset<Row> live(Dataset<Row> rows) {
        return latestBy(rows).filter(not(col(DELETED)));
    }

    /**
     * Without the rows that came late: that a deletion which was read earlier has overtaken.
     *
     * @param deletions rows that delete their key
     */
    Dataset<Row> notOvertaken(Dataset<Row> latest, Dataset<Row> deletions) {
        List<Column> ofKey = new ArrayList<>();
        key.forEach(name -> ofKey.add(quoted(name).as("__" + name)));
        ofKey.add(quoted(sequence).as("__sequence"));
        Dataset<Row> tombs = deletions.select(ofKey.toArray(Column[]::new));
        Column overtaken = key.stream()
                .map(name -> quoted(name).equalTo(quoted("__" + name)))
                .reduce(Column::and)
                .orElseThrow()
                .and(array(quoted("__sequence")).geq(array(quoted(sequence))))
                .and(not(col(DELETED)));
        return latest.join(tombs, overtaken, "left_anti");
    }

    /**
     * The statement that merges what {@link #latestBy} gives into the table.
     *
     * @param into the table, as Spark SQL names it
     * @param source a view of the latest rows
     */
    String merge(String into, String source) {
        String on =
                key.stream().map(name -> "t.%1$s = s.%1$s".formatted(sql(name))).collect(Collectors.joining(" AND "));
        String set = names().stream()
                .map(name -> "t.%1$s = s.%1$s".formatted(sql(name)))
                .collect(Collectors.joining(", "));
        String columns = names().stream().map(LatestRows::sql).collect(Collectors.joining(", "));
        String values = names().stream().map(name -> "s." + sql(name)).collect(Collectors.joining(", "));
        return """
               MERGE INTO %s t USING %s s ON %s
               WHEN MATCHED AND s.%s AND array(s.%s) >= array(t.%s) THEN DELETE
               WHEN MATCHED AND NOT s.%s AND %s > %s THEN UPDATE SET %s
               WHEN NOT MATCHED AND NOT s.%s THEN INSERT (%s) VALUES (%s)
               """.formatted(
                        into,
                        source,
                        on,
                        DELETED,
                        sql(sequence),
                        sql(sequence),
                        DELETED,
                        orderSql("s"),
                        orderSql("t"),
                        set,
                        DELETED,
                        columns,
                        values);
    }

    private Column order() {
        List<Column> order = new ArrayList<>();
        order.add(quoted(sequence));
        order.add(col(DELETED));
        for (StructField field : table.fields()) {
            order.add(isOrderable(field) ? quoted(field.name()) : to_json(struct(quoted(field.name()))));
        }
        return struct(order.toArray(Column[]::new));
    }

    /** {@link #order} without deletions, for a table's rows are none. */
    private String orderSql(String alias) {
        List<String> order = new ArrayList<>();
        order.add(alias + "." + sql(sequence));
        for (StructField field : table.fields()) {
            String column = alias + "." + sql(field.name());
            order.add(isOrderable(field) ? column : "to_json(struct(" + column + "))");
        }
        List<String> named = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            named.add("'c%d', %s".formatted(i, order.get(i)));
        }
        return "named_struct(" + String.join(", ", named) + ")";
    }

    private static boolean isOrderable(StructField field) {
        return RowOrdering$.MODULE$.isOrderable(field.dataType());
    }

    private List<String> names() {
        return List.of(table.fieldNames());
    }

    private static Column quoted(String name) {
        return col(sql(name));
    }

    private static String sql(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
