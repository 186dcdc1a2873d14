package org.boathouse.spark.audit;

import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * How many rows a run's delta has, and how many break what.
 *
 * @param broken rows per rule, in the order of {@link RowRules#rules}
 */
public record Tally(long rows, long quarantined, List<Long> broken) {
    private static final int OBSERVED_WAIT_MAX_SECONDS = 10;

    public Tally {
        broken = List.copyOf(broken);
    }

    /** Counts marked rows in a pass of its own. */
    public static Tally count(RowRules rules, Dataset<Row> marked) {
        Column[] counts = columns(rules);
        return of(rules, marked.agg(counts[0], tail(counts)).head());
    }

    /** Counts marked rows while something else reads them; ask {@link #observed} afterwards. */
    public static Dataset<Row> observe(RowRules rules, Dataset<Row> marked, Observation observation) {
        Column[] counts = columns(rules);
        return marked.observe(observation, counts[0], tail(counts));
    }

    /**
     * What was counted while the rows were read.
     *
     * @param marked counted now where Spark has nothing to tell, as when it saw beforehand that there are no rows
     */
    public static Tally observed(RowRules rules, Observation observation, Dataset<Row> marked) {
        try {
            Row row = Await.result(observation.future(), Duration.create(OBSERVED_WAIT_MAX_SECONDS, TimeUnit.SECONDS));
            return row.length() == 0 ? count(rules, marked) : of(rules, row);
        } catch (TimeoutException e) {
            return count(rules, marked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while counting rows", e);
        }
    }

    private static Tally of(RowRules rules, Row row) {
        List<Long> broken = new ArrayList<>();
        for (int i = 0; i < rules.rules().size(); i++) {
            broken.add(row.getLong(2 + i));
        }
        return new Tally(row.getLong(0), row.getLong(1), broken);
    }

    private static Column[] columns(RowRules rules) {
        List<Column> counts = new ArrayList<>();
        counts.add(functions.count(lit(1)).as("rows"));
        counts.add(count_if(rules.quarantined()).as("quarantined"));
        for (int i = 0; i < rules.rules().size(); i++) {
            counts.add(count_if(rules.breaks(i)).as("broken_" + i));
        }
        return counts.toArray(Column[]::new);
    }

    private static Column[] tail(Column[] columns) {
        return Arrays.copyOfRange(columns, 1, columns.length);
    }
}
