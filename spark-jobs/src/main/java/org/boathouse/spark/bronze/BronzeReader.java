package org.boathouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.ProvenanceColumns;
import org.boathouse.contract.product.Refinement;

/**
 * Landed files become rows: the contract's columns, typed, and {@link ProvenanceColumns}. Every record of every file
 * becomes exactly one row; what does not fit the contract is in the rescue column.
 */
public final class BronzeReader {
    private final SparkSession spark;

    /** @param spark whose {@code spark.sql.session.timeZone} is UTC: it is the zone of timestamps that name none */
    public BronzeReader(SparkSession spark) {
        String zone = spark.conf().get("spark.sql.session.timeZone");
        if (!zone.equals("UTC")) {
            throw new IllegalArgumentException(
                    "Landed timestamps would depend on this machine: set spark.sql.session.timeZone to UTC, not "
                            + zone);
        }
        this.spark = spark;
    }

    /**
     * The rows of landed files, in the columns of {@link TableContract#icebergSchema()}. Nothing is read before an action,
     * and each action reads the files again.
     *
     * <p>Rows for which {@link #unreadable} holds stand for what could not be read at all.
     *
     * @param table whose refinement is {@code Landed}
     * @throws org.boathouse.contract.failure.LakeFailure INVALID where a column's type cannot be read from a file; within
     *     the action's exception NOT_FOUND, FORBIDDEN or UNAVAILABLE where the store does not give an object
     */
    public Dataset<Row> read(TableContract table, List<LandedFile> files) {
        BronzeColumns columns = new BronzeColumns(table.columns());
        return records(table, columns, files).transform(columns::typed).transform(columns::withMisfitsRescued);
    }

    private Dataset<Row> records(TableContract table, BronzeColumns columns, List<LandedFile> files) {
        RecordFormat format = RecordFormat.of(landed(table).format());
        RecordColumns sources = new RecordColumns(table.columns());
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        List<List<LandedFile>> groups = FileGroups.of(files);
        return spark.createDataFrame(
                context.parallelize(groups, Math.max(1, groups.size())).flatMap(group -> new FileRows(
                                group, format, sources, hadoop.value().value())
                        .closedWith(TaskContext.get())),
                columns.untyped());
    }

    private static Refinement.Landed landed(TableContract table) {
        return table.refinement()
                .map(Refinement::step)
                .filter(Refinement.Landed.class::isInstance)
                .map(Refinement.Landed.class::cast)
                .orElseThrow(() -> new IllegalArgumentException(table.name() + " is not made from landed files"));
    }

    /** True for a row that stands for a record, or the rest of a file, that could not be read: all contract columns are null. */
    public static Column unreadable() {
        Column error = col(ProvenanceColumns.RESCUED).getItem(ProvenanceColumns.RESCUED_ERROR);
        return error.isNotNull();
    }

    /** The opposite of {@link #unreadable}. */
    public static Column readable() {
        return not(unreadable());
    }
}
