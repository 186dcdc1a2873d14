package org.boathouse.spark.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.boathouse.spark.stage.StagedTable;

/** Writes rows to a staging branch. */
final class Writer {
    private final SparkSession spark;
    private final StagedTable target;
    private final StructType columns;

    Writer(SparkSession spark, StagedTable target, StructType columns) {
        this.spark = spark;
        this.target = target;
        this.columns = columns;
    }

    /** Adds rows, or replaces all that is there. */
    void write(Dataset<Row> rows, boolean replace) {
        Column[] own = Arrays.stream(columns.fieldNames())
                .map(name -> col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new);
        commit(() -> {
            var writer = rows.select(own).writeTo(target.identifier());
            if (replace) {
                writer.overwrite(lit(true));
            } else {
                writer.append();
            }
            return null;
        });
    }

    /** @param rows as {@link LatestRows#latestBy} gives them */
    void merge(LatestRows latest, Dataset<Row> rows) {
        String view = "source_" + target.branch().replace('-', '_');
        rows.createOrReplaceTempView(view);
        try {
            commit(() -> spark.sql(latest.merge(target.identifier(), view)));
        } finally {
            spark.catalog().dropTempView(view);
        }
    }

    /** The snapshot that is committed meanwhile, by this thread, says whose it is. */
    private void commit(Callable<?> write) {
        CommitMetadata.withCommitProperties(target.summary(), write, RuntimeException.class);
    }
}
