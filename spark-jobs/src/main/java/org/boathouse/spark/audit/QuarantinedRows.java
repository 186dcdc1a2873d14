package org.boathouse.spark.audit;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.boathouse.contract.odcs.QualityRule.OfRow;
import org.boathouse.contract.product.ProvenanceColumns;
import org.boathouse.contract.product.QuarantineTable;

/** Makes the rows of a quarantine table: which rules, why, where from, and the whole row. */
public final class QuarantinedRows {
    private QuarantinedRows() {}

    /** From marked rows, those that are quarantined, in the columns of {@link QuarantineTable#SCHEMA}. */
    public static Dataset<Row> of(RowRules rules, Dataset<Row> marked, String runId, Instant at) {
        List<String> columns = Arrays.stream(marked.columns())
                .filter(column -> !column.equals(RowRules.BROKEN))
                .toList();
        Column names = each(rules, index -> element_at(literals(rules, OfRow::name), index));
        Column reasons = each(rules, index -> {
            Column says = element_at(literals(rules, OfRow::says), index);
            return rules.readable() < 0
                    ? says
                    : when(index.equalTo(rules.readable() + 1), coalesce(error(), says))
                            .otherwise(says);
        });
        Column row = to_json(
                struct(columns.stream().map(QuarantinedRows::named).toArray(Column[]::new)),
                Map.of("ignoreNullFields", "false"));
        return marked.filter(rules.quarantined())
                .select(
                        lit(at).as(QuarantineTable.QUARANTINED_AT),
                        lit(runId).as(QuarantineTable.RUN_ID),
                        names.as(QuarantineTable.RULES),
                        reasons.as(QuarantineTable.REASONS),
                        orNull(columns, ProvenanceColumns.SOURCE_FILE, "string").as(QuarantineTable.SOURCE_FILE),
                        orNull(columns, ProvenanceColumns.SOURCE_RECORD, "bigint")
                                .as(QuarantineTable.SOURCE_RECORD),
                        coalesce(row, lit("{}")).as(QuarantineTable.ROW));
    }

    /** @param value of a 1-based index into the rules */
    private static Column each(RowRules rules, Function<Column, Column> value) {
        return array_compact(transform(col(RowRules.BROKEN), index -> value.apply(index.plus(1))));
    }

    private static Column literals(RowRules rules, Function<OfRow, String> of) {
        return array(rules.rules().stream().map(rule -> lit(of.apply(rule))).toArray(Column[]::new));
    }

    private static Column error() {
        return col(ProvenanceColumns.RESCUED).getItem(ProvenanceColumns.RESCUED_ERROR);
    }

    private static Column orNull(List<String> columns, String name, String type) {
        return (columns.contains(name) ? named(name) : lit(null)).cast(type);
    }

    private static Column named(String column) {
        return col("`" + column.replace("`", "``") + "`");
    }
}
