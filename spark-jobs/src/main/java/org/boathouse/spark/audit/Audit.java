package org.boathouse.spark.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.odcs.QualityRule;
import org.boathouse.contract.odcs.QualityRule.Action;
import org.boathouse.contract.odcs.QualityRule.OfRow;
import org.boathouse.contract.odcs.QualityRule.OfTable;
import org.boathouse.contract.odcs.QualityRule.Unique;
import org.boathouse.spark.select.SelectFailure;

/** Finds what a staged run breaks. Rows that were quarantined are no finding: they are not in the table. */
public final class Audit {
    private static final int SAMPLE_ROWS_MAX = 3;

    private final SparkSession spark;
    private final String file;
    private final String staged;

    /**
     * @param file the contract, as messages name it
     * @param staged the staged table, as Spark SQL names it
     */
    public Audit(SparkSession spark, String file, String staged) {
        this.spark = spark;
        this.file = file;
        this.staged = staged;
    }

    /** A broken rule, in words. */
    public record Finding(String rule, Action action, String text) {}

    /** Row rules that warn or fail, from what was counted. */
    public List<Finding> rows(RowRules rules, Tally tally, Dataset<Row> marked) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < rules.rules().size(); i++) {
            OfRow rule = rules.rules().get(i);
            long broken = tally.broken().get(i);
            if (broken > 0 && rule.action() != Action.QUARANTINE) {
                String sample = rule.action() == Action.FAIL ? sample(marked.filter(rules.breaks(i))) : "";
                findings.add(new Finding(
                        rule.name(),
                        rule.action(),
                        "%d of %d rows break it (%s)%s".formatted(broken, tally.rows(), rule.says(), sample)));
            }
        }
        return findings;
    }

    /**
     * Table rules, asked of the whole staged table.
     *
     * @param key columns by which the run merged, so that no two rows can share them; empty where it did not merge
     */
    public List<Finding> table(List<QualityRule> rules, Set<String> key) {
        List<Finding> findings = new ArrayList<>();
        for (QualityRule rule : rules) {
            if (rule instanceof Unique unique
                    && (key.isEmpty() || !unique.columns().containsAll(key))) {
                unique(unique, findings);
            } else if (rule instanceof OfTable ofTable) {
                ofTable(ofTable, findings);
            }
        }
        return findings;
    }

    private void unique(Unique rule, List<Finding> findings) {
        Column[] columns =
                rule.columns().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
        // As in SQL: a row without a value in one of the columns is like no other.
        Dataset<Row> twice = spark.table(staged)
                .na()
                .drop(rule.columns().toArray(String[]::new))
                .groupBy(columns)
                .count()
                .filter("count > 1");
        List<Row> some = twice.limit(SAMPLE_ROWS_MAX + 1).collectAsList();
        if (!some.isEmpty()) {
            String count = some.size() > SAMPLE_ROWS_MAX ? Long.toString(twice.count()) : Integer.toString(some.size());
            findings.add(new Finding(
                    rule.name(),
                    rule.action(),
                    "%s values of (%s) stand in more than one row%s"
                            .formatted(count, String.join(", ", rule.columns()), sample(twice))));
        }
    }

    private void ofTable(OfTable rule, List<Finding> findings) {
        Row row;
        try {
            row = spark.sql(rule.query().replace("${table}", staged))
                    .toDF("value")
                    .selectExpr("CAST(value AS STRING)", "coalesce((" + rule.condition() + "), false)")
                    .head();
        } catch (Exception e) {
            throw SelectFailure.of(file + ": quality rule '" + rule.name() + "'", e);
        }
        if (!row.getBoolean(1)) {
            findings.add(new Finding(
                    rule.name(), rule.action(), "the value is %s (%s)".formatted(row.getString(0), rule.says())));
        }
    }

    private static String sample(Dataset<Row> rows) {
        Column[] columns = Arrays.stream(rows.columns())
                .filter(name -> !name.equals(RowRules.BROKEN))
                .map(name -> col("`" + name + "`"))
                .toArray(Column[]::new);
        return rows.select(to_json(struct(columns)).as("row")).limit(SAMPLE_ROWS_MAX).collectAsList().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n    ", "; for example\n    ", ""));
    }
}
