package org.boathouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.ProvenanceColumns;

/**
 * Landed files become rows: the contract's columns, typed, and {@link ProvenanceColumns}. Every record of every file
 * becomes exactly one row; what does not fit the contract is in the rescue column.
 */
public final class BronzeReader {
    private final SparkSession spark;

    public BronzeReader(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * The rows of landed files, in the columns of {@link TableContract#icebergSchema()}. Nothing is read before an action,
     * and each action reads the files again.
     *
     * <p>Rows for which {@link #unreadable} holds stand for what could not be read at all.
     *
     * @param table whose refinement is {@code Landed}
     * @throws org.boathouse.contract.failure.LakeFailure by the action, NOT_FOUND where an object is missing from the store
     */
    public Dataset<Row> read(TableContract table, List<LandedFile> files) {
        throw new UnsupportedOperationException("follows");
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
