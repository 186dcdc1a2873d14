package org.boathouse.spark.run;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.product.Refinement;
import org.boathouse.contract.product.Refinement.JobClass;
import org.boathouse.contract.product.Refinement.Landed;
import org.boathouse.contract.product.Refinement.Select;
import org.boathouse.spark.bronze.BronzeReader;
import org.boathouse.spark.bronze.LandedFile;
import org.boathouse.spark.plan.Decision.Input;
import org.boathouse.spark.plan.Decision.Refine;
import org.boathouse.spark.plan.RefinedTable;
import org.boathouse.spark.select.OutputColumns;
import org.boathouse.spark.select.ParsedSelect;
import org.boathouse.spark.select.PinnedSelect;

/** What a table's step makes of its pinned inputs, matched to the table's columns. */
final class StepRows {
    private final SparkSession spark;
    private final LakeLayout layout;
    private final PinnedRows pinned;

    StepRows(SparkSession spark, LakeLayout layout) {
        this.spark = spark;
        this.layout = layout;
        this.pinned = new PinnedRows(spark);
    }

    /** From what the decision reads: new rows, or all. */
    Dataset<Row> of(Refine decision, Schema table) {
        return matched(decision.table(), table, yielded(decision, pinned::of));
    }

    /** From all rows up to the same snapshots. */
    Dataset<Row> wholeOf(Refine decision, Schema table) {
        return matched(decision.table(), table, yielded(decision, pinned::wholeOf));
    }

    private Dataset<Row> yielded(Refine decision, Function<Input, Dataset<Row>> rows) {
        RefinedTable table = decision.table();
        Map<?, Input> inputs = decision.inputs();
        if (table.refinement().step() instanceof Landed landed) {
            Input ledger = inputs.get(landed.dataset().ledger());
            return new BronzeReader(spark).read(table.contract(), LandedFile.of(rows.apply(ledger), layout));
        }
        if (table.refinement().step() instanceof Select select) {
            return PinnedSelect.run(spark, ParsedSelect.of(select), name -> rows.apply(inputs.get(name)));
        }
        JobClass job = (JobClass) table.refinement().step();
        return new ClassStep(spark, table.file(), job)
                .run(decision.inputs().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().toString(), entry -> rows.apply(entry.getValue()))));
    }

    private Dataset<Row> matched(RefinedTable table, Schema schema, Dataset<Row> yielded) {
        Refinement made = table.refinement();
        Set<String> contract =
                table.contract().columns().stream().map(Column::name).collect(Collectors.toSet());
        Set<String> helpers = new HashSet<>();
        made.sequenceBy().ifPresent(helpers::add);
        made.deleteWhen().ifPresent(condition -> helpers.addAll(Conditions.columns(table.file(), condition)));
        return new OutputColumns(maker(table), SparkSchemaUtil.convert(schema), contract, helpers).match(yielded);
    }

    private static String maker(RefinedTable table) {
        return table.refinement().step() instanceof JobClass job
                ? table.file() + ": class " + job.className()
                : table.file();
    }
}
