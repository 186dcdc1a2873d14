package org.boathouse.spark.run;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.boathouse.spark.plan.Decision.Input;
import scala.Option;

/**
 * Reads upstreams as they were pinned. The relation is made from the pinned metadata itself and belongs to no catalog:
 * read by name, Spark would read what is current when the query runs. It has the table's current schema, also where the
 * snapshot is older than a column (a time travel by snapshot id would have the snapshot's).
 */
final class PinnedRows {
    private final SparkSession spark;

    PinnedRows(SparkSession spark) {
        this.spark = spark;
    }

    /** The upstream's new rows where it has a range, else all of it. */
    Dataset<Row> of(Input input) {
        Map<String, String> options = new HashMap<>();
        input.newRows().ifPresent(range -> {
            options.put(SparkReadOptions.START_SNAPSHOT_ID, Long.toString(range.fromExclusive()));
            options.put(
                    SparkReadOptions.END_SNAPSHOT_ID,
                    Long.toString(input.snapshot().orElseThrow()));
        });
        return read(input, options);
    }

    /** All of the upstream, whatever its range. */
    Dataset<Row> wholeOf(Input input) {
        return read(input, Map.of());
    }

    private Dataset<Row> read(Input input, Map<String, String> options) {
        return Dataset$.MODULE$.ofRows(
                (org.apache.spark.sql.classic.SparkSession) spark,
                DataSourceV2Relation$.MODULE$.create(
                        new SparkTable(input.table()),
                        Option.empty(),
                        Option.empty(),
                        new CaseInsensitiveStringMap(options),
                        Option.empty()));
    }
}
