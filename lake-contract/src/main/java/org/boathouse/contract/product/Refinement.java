package org.boathouse.contract.product;

import java.util.Optional;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.TableName;

/**
 * How a table is made: the {@code refinement} custom property of its ODCS schema object.
 *
 * @param incremental the one upstream that is read by its new snapshots only; the others are read whole
 * @param sequenceBy for MERGE: the column by which the latest row of a key wins
 * @param deleteWhen for MERGE: a Spark SQL condition over the source's columns; a key whose latest row fulfils it is deleted
 */
public record Refinement(
        Step step,
        Mode mode,
        Optional<TableName> incremental,
        Optional<String> sequenceBy,
        Optional<String> deleteWhen) {

    /**
     * The upstream of which runs read what is new since the last one, as far as that gives the right rows: the ledger of
     * landed files, or the one that is named. Empty where they read all of every upstream each time.
     */
    public Optional<TableName> readIncrementally() {
        return step instanceof Landed landed ? Optional.of(landed.dataset().ledger()) : incremental;
    }

    /** How a run's rows meet the rows that are there. */
    public enum Mode {
        /** Rows are added. */
        APPEND,
        /** SCD type 1: rows replace those with the same primary key, the latest by sequence. */
        MERGE,
        /** The table becomes exactly the result. */
        REPLACE
    }

    /** Where the rows come from. */
    public sealed interface Step {}

    /** Landed files of a dataset, parsed by the contract's columns. */
    public record Landed(Dataset dataset, FileFormat format) implements Step {}

    /**
     * A SELECT over upstream tables.
     *
     * @param file the file it was read from, as messages name it
     */
    public record Select(String file, String sql) implements Step {}

    /**
     * A class of the domain's own: it has a public no-argument constructor and implements {@code
     * java.util.function.BiFunction<SparkSession, Map<String, Dataset<Row>>, Dataset<Row>>}, upstream name to rows.
     *
     * @param jar path of the jar, resolved against the contract's folder
     */
    public record JobClass(String className, String jar, java.util.List<TableName> upstreams) implements Step {
        public JobClass {
            upstreams = java.util.List.copyOf(upstreams);
        }
    }
}
