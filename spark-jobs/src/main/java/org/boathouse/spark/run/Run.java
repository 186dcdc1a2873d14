package org.boathouse.spark.run;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.TableName;
import org.boathouse.spark.plan.Decider;
import org.boathouse.spark.plan.Decision;
import org.boathouse.spark.plan.LakeTables;
import org.boathouse.spark.plan.RefinedTable;
import org.boathouse.spark.run.Outcome.Status;

/** Brings tables up to date, upstreams first. A table that fails stops only what is made from it. */
final class Run {
    private final LakeTables tables;
    private final LakeLayout layout;
    private final Supplier<SparkSession> spark;
    private final Clock clock;

    /** @param spark asked for once, and only if there is something to do */
    Run(LakeTables tables, LakeLayout layout, Supplier<SparkSession> spark, Clock clock) {
        this.tables = tables;
        this.layout = layout;
        this.spark = spark;
        this.clock = clock;
    }

    /**
     * @param ordered upstreams first
     * @param each is told of every table as soon as it is done
     */
    List<Outcome> bringUpToDate(List<RefinedTable> ordered, boolean full, Consumer<Outcome> each) {
        Optional<List<Outcome>> idle = idle(ordered, full);
        if (idle.isPresent()) {
            idle.get().forEach(each);
            return idle.get();
        }
        Refiner refiner = new Refiner(spark.get(), tables, layout, clock);
        List<Outcome> outcomes = new ArrayList<>();
        Set<TableName> failed = new HashSet<>();
        for (RefinedTable table : ordered) {
            Outcome outcome = refine(refiner, table, full, failed);
            if (outcome.isFailure()) {
                failed.add(table.name());
            }
            outcomes.add(outcome);
            each.accept(outcome);
        }
        return outcomes;
    }

    /** The outcomes where no table is to be refined; empty where Spark is needed. */
    private Optional<List<Outcome>> idle(List<RefinedTable> ordered, boolean full) {
        Decider decider = new Decider(tables);
        List<Outcome> outcomes = new ArrayList<>();
        for (RefinedTable table : ordered) {
            try {
                Decision decision = decider.decide(table, full);
                if (!(decision instanceof Decision.UpToDate done)) {
                    return Optional.empty();
                }
                outcomes.add(
                        new Outcome(table.name(), Status.UP_TO_DATE, done.reason(), Optional.empty(), done.notes(), 0));
            } catch (LakeFailure e) {
                outcomes.add(failure(table, Status.FAILED, e.getMessage()));
            }
        }
        return Optional.of(outcomes);
    }

    private static Outcome refine(Refiner refiner, RefinedTable table, boolean full, Set<TableName> failed) {
        Optional<TableName> upstream =
                table.upstreams().stream().filter(failed::contains).findFirst();
        if (upstream.isPresent()) {
            return failure(table, Status.SKIPPED, "its upstream " + upstream.get() + " failed");
        }
        try {
            return refiner.refine(table, full);
        } catch (RuntimeException e) {
            return failure(table, Status.FAILED, Explanation.of(table.file(), e));
        }
    }

    private static Outcome failure(RefinedTable table, Status status, String reason) {
        return new Outcome(table.name(), status, reason, Optional.empty(), List.of(), 0);
    }
}
