package org.boathouse.contract.odcs;

import java.util.List;

/** A rule that a run's delta must keep before it is published. Sealed: the checker handles exactly these. */
public sealed interface QualityRule {
    /** A short stable name, such as {@code delay.required}; it stands in quarantine rows. */
    String name();

    /** What happens when it is broken. */
    Action action();

    /** What to do with a broken rule. */
    enum Action {
        /** Publish, and say so. */
        WARN,
        /** Publish without the rows that break it; they go to the quarantine table. Row rules only. */
        QUARANTINE,
        /** Do not publish; the staging branch stays to be looked at. */
        FAIL
    }

    /**
     * A rule that each row keeps or breaks by itself.
     *
     * @param condition a Spark SQL boolean expression over the table's columns; only {@code false} breaks the rule
     */
    record OfRow(String name, Action action, String condition, String says) implements QualityRule {}

    /** No two rows of the whole staged table have the same values in these columns. */
    record Unique(String name, Action action, List<String> columns) implements QualityRule {
        public Unique {
            columns = List.copyOf(columns);
        }
    }

    /**
     * An aggregate over the whole staged table.
     *
     * @param query a Spark SQL SELECT of one row and one column; {@code ${table}} stands for the staged table
     * @param condition a Spark SQL boolean expression over {@code value}, the query's result; only {@code true} keeps the rule
     */
    record OfTable(String name, Action action, String query, String condition, String says) implements QualityRule {}
}
