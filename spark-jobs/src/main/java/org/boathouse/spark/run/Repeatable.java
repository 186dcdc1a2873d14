package org.boathouse.spark.run;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import scala.runtime.BoxedUnit;

/**
 * Whether rows can be made twice and are surely the same: then good and quarantined rows need not be kept between the two
 * writes. A clock, chance, or a choice among equals (the first of a group, ties in a window) could put a row into both, or
 * into neither.
 */
final class Repeatable {
    private static final Set<Class<?>> CHOOSING = Set.of(
            Aggregate.class,
            Distinct.class,
            Window.class,
            GlobalLimit.class,
            LocalLimit.class,
            Offset.class,
            Sample.class);

    private Repeatable() {}

    static boolean is(Dataset<Row> rows) {
        LogicalPlan plan = ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .analyzed();
        AtomicBoolean repeatable = new AtomicBoolean(true);
        plan.foreachWithSubqueries(node -> {
            if (CHOOSING.contains(node.getClass())
                    || !node.deterministic()
                    || node.containsPattern(TreePattern.CURRENT_LIKE())) {
                repeatable.set(false);
            }
            return BoxedUnit.UNIT;
        });
        return repeatable.get();
    }
}
