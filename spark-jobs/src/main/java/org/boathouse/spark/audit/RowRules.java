package org.boathouse.spark.audit;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.boathouse.contract.odcs.QualityRule;
import org.boathouse.contract.odcs.QualityRule.Action;
import org.boathouse.contract.odcs.QualityRule.OfRow;
import org.boathouse.contract.product.ProvenanceColumns;
import org.boathouse.contract.product.QuarantineTable;
import org.boathouse.spark.select.SelectFailure;

/** The rules that each row keeps or breaks by itself, all told in one pass as an array of the rules a row breaks. */
public final class RowRules {
    /** The column that {@link #mark} adds: indexes into {@link #rules}. */
    static final String BROKEN = "__broken";

    private final List<OfRow> rules;
    private final Column marks;
    private final int readable;

    private RowRules(List<OfRow> rules, Column marks, int readable) {
        this.rules = List.copyOf(rules);
        this.marks = marks;
        this.readable = readable;
    }

    /**
     * @param contract the contract's rules; those that are no row rules are somebody else's
     * @param table the table's columns: a row without a value in a required one cannot be written, whatever the contract
     *     does with it
     * @param key columns without which not even a deletion can be understood
     * @param deletes true for rows that only delete a key: they need to keep no other rule; empty where there are none
     */
    public static RowRules of(List<QualityRule> contract, StructType table, Set<String> key, Optional<Column> deletes) {
        List<OfRow> rules = new ArrayList<>();
        contract.stream().filter(OfRow.class::isInstance).map(OfRow.class::cast).forEach(rules::add);
        for (StructField field : table.fields()) {
            String name = required(field.name());
            boolean known =
                    rules.stream().anyMatch(rule -> rule.name().equals(name) && rule.action() == Action.QUARANTINE);
            if (!field.nullable() && !known) {
                rules.add(new OfRow(
                        name, Action.QUARANTINE, "`" + field.name() + "` IS NOT NULL", field.name() + " is required"));
            }
        }
        int readable = -1;
        if (List.of(table.fieldNames()).contains(ProvenanceColumns.RESCUED)) {
            readable = rules.size();
            rules.add(new OfRow(
                    QuarantineTable.READABLE,
                    Action.QUARANTINE,
                    "%s['%s'] IS NULL".formatted(ProvenanceColumns.RESCUED, ProvenanceColumns.RESCUED_ERROR),
                    "the record can be read"));
        }
        return new RowRules(rules, marks(rules, key, deletes), readable);
    }

    private static String required(String column) {
        return column + ".required";
    }

    private static Column marks(List<OfRow> rules, Set<String> key, Optional<Column> deletes) {
        if (rules.isEmpty()) {
            return array().cast("array<int>");
        }
        Set<String> ofKey = key.stream().map(RowRules::required).collect(Collectors.toSet());
        Column[] broken = IntStream.range(0, rules.size())
                .mapToObj(i -> {
                    // Only false breaks a rule: null is 'not known', and 'required' is a rule of its own.
                    Column breaks = not(expr(rules.get(i).condition()));
                    boolean always = ofKey.contains(rules.get(i).name());
                    return when(
                            always
                                    ? breaks
                                    : deletes.map(only -> breaks.and(not(only))).orElse(breaks),
                            lit(i));
                })
                .toArray(Column[]::new);
        return array_compact(array(broken));
    }

    /**
     * Adds to each row which rules it breaks.
     *
     * @param file the contract, as messages name it
     * @throws org.boathouse.contract.failure.LakeFailure INVALID for a rule that is no condition over these rows
     */
    public Dataset<Row> mark(Dataset<Row> rows, String file) {
        try {
            return rows.withColumn(BROKEN, marks);
        } catch (Exception e) {
            throw SelectFailure.of(file + ": a quality rule", e);
        }
    }

    public List<OfRow> rules() {
        return rules;
    }

    /** The reading rule's index, -1 for a table that is not made from landed files. */
    int readable() {
        return readable;
    }

    /** Of a marked row: whether it goes to the quarantine table instead of the table. */
    public Column quarantined() {
        Column quarantined = lit(false);
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).action() == Action.QUARANTINE) {
                quarantined = quarantined.or(breaks(i));
            }
        }
        return quarantined;
    }

    /** Of a marked row: whether it breaks a rule. */
    Column breaks(int rule) {
        return array_contains(col(BROKEN), rule);
    }
}
