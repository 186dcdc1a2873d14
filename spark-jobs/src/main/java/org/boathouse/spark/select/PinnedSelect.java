package org.boathouse.spark.select;

import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;

/** Runs a SELECT over rows that are given to it, instead of over what its tables hold when it happens to be read. */
public final class PinnedSelect {
    private PinnedSelect() {}

    /**
     * @param rows an upstream's rows; called once for each place where the SELECT reads it
     * @throws LakeFailure INVALID naming file, line and what is wrong, such as a missing column
     */
    public static Dataset<Row> run(SparkSession spark, ParsedSelect select, Function<TableName, Dataset<Row>> rows) {
        LogicalPlan plan = select.over(upstream -> planOf(rows.apply(upstream)));
        try {
            return Dataset$.MODULE$.ofRows((org.apache.spark.sql.classic.SparkSession) spark, plan);
        } catch (Exception e) {
            throw SelectFailure.of(select.file(), e);
        }
    }

    private static LogicalPlan planOf(Dataset<Row> rows) {
        return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .analyzed();
    }
}
