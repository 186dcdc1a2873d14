package org.boathouse.spark.run;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

/** Brings tables up to date, each as soon as its upstreams are. A table that fails stops only what is made from it. */
final class Run {
    /** A small table leaves most of a machine idle: it waits for plans to be made and commits to be answered. */
    private static final int TABLES_AT_ONCE =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

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
     * @param each is told of every table as soon as it is done, by several threads
     * @return in the same order
     */
    List<Outcome> bringUpToDate(List<RefinedTable> ordered, boolean full, Consumer<Outcome> each) {
        Optional<List<Outcome>> idle = idle(ordered, full);
        if (idle.isPresent()) {
            idle.get().forEach(each);
            return idle.get();
        }
        SparkSession session = spark.get();
        Refiner refiner = new Refiner(session, tables, layout, clock);
        ExecutorService workers = Executors.newFixedThreadPool(TABLES_AT_ONCE);
        Map<TableName, CompletableFuture<Outcome>> ends = new LinkedHashMap<>();
        try {
            for (RefinedTable table : ordered) {
                List<CompletableFuture<Outcome>> upstreams = table.upstreams().stream()
                        .map(ends::get)
                        .filter(Objects::nonNull)
                        .toList();
                ends.put(
                        table.name(),
                        CompletableFuture.allOf(upstreams.toArray(CompletableFuture<?>[]::new))
                                .thenApplyAsync(
                                        ready -> {
                                            SparkSession.setActiveSession(session);
                                            Outcome outcome = refine(refiner, table, full, upstreams);
                                            each.accept(outcome);
                                            return outcome;
                                        },
                                        workers));
            }
            return ends.values().stream().map(CompletableFuture::join).toList();
        } finally {
            workers.shutdown();
        }
    }

    /** The outcomes where no table is to be refined; empty where Spark is needed. */
    private Optional<List<Outcome>> idle(List<RefinedTable> ordered, boolean full) {
        Decider decider = new Decider(tables);
        List<Outcome> outcomes = new ArrayList<>();
        for (RefinedTable table : ordered) {
            try {
                Decision decision = decider.decide(table, full);
                if (decision instanceof Decision.Refine) {
                    return Optional.empty();
                }
                outcomes.add(idle(table, decision));
            } catch (LakeFailure e) {
                outcomes.add(failure(table, Status.FAILED, e.getMessage()));
            }
        }
        return Optional.of(outcomes);
    }

    private static Outcome idle(RefinedTable table, Decision decision) {
        return decision instanceof Decision.Held held
                ? new Outcome(table.name(), Status.HELD, held.reason(), Optional.empty(), held.notes(), 0)
                : new Outcome(
                        table.name(),
                        Status.UP_TO_DATE,
                        ((Decision.UpToDate) decision).reason(),
                        Optional.empty(),
                        decision.notes(),
                        0);
    }

    private static Outcome refine(
            Refiner refiner, RefinedTable table, boolean full, List<CompletableFuture<Outcome>> upstreams) {
        Optional<Outcome> failed = upstreams.stream()
                .map(CompletableFuture::join)
                .filter(Outcome::isFailure)
                .findFirst();
        if (failed.isPresent()) {
            return failure(table, Status.SKIPPED, "its upstream " + failed.get().table() + " failed");
        }
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        try {
            return refiner.refine(table, full);
        } catch (Exception | LinkageError e) {
            // What a domain's own code or Scala throws, declared or not: the other tables go on.
            return failure(table, Status.FAILED, Explanation.of(table.file(), e));
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private static Outcome failure(RefinedTable table, Status status, String reason) {
        return new Outcome(table.name(), status, reason, Optional.empty(), List.of(), 0);
    }
}
