package org.boathouse.bench.catalog;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.bench.Figure;

/** Warm loads, side by side: the service, the reference server, and the same bytes from memory. */
final class Loads {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 5;
    /** Until all is compiled, also where two cores do it beside the work. */
    private static final double WARM_SECONDS = 10;

    private static final double ROUND_SECONDS = 1.5;
    private static final String FEW = "t50";
    private static final String MANY = "t5000";
    private static final String MOST = "t10000";

    private final Lab lab;
    private final Consumer<Figure> figures;

    Loads(Lab lab, Consumer<Figure> figures) {
        this.lab = lab;
        this.figures = figures;
    }

    void run() throws IOException, InterruptedException, ExecutionException {
        for (Map.Entry<String, Integer> table : List.of(Map.entry(FEW, 50), Map.entry(MANY, 5_000))) {
            TableIdentifier name = TableIdentifier.of(Lab.NAMESPACE, table.getKey());
            WideTables.make(lab.serviceCatalog(), lab.files(), name, table.getValue());
            WideTables.make(lab.referenceCatalog(), lab.files(), name, table.getValue());
        }
        WideTables.make(lab.serviceCatalog(), lab.files(), TableIdentifier.of(Lab.NAMESPACE, MOST), 10_000);
        Map<String, byte[]> bodies;
        try (Wire wire = lab.service()) {
            bodies = Map.of(FEW, wire.read(path(FEW)), MANY, wire.read(path(MANY) + "?snapshots=refs"));
        }
        try (ServerProcess fromMemory = lab.startStatic(bodies)) {
            sideBySide("load.50", path(FEW), lab.staticLoads(fromMemory, path(FEW)), 5.0);
            sideBySide("load.5000.refs", path(MANY) + "?snapshots=refs", lab.staticLoads(fromMemory, path(MANY)), 50.0);
        }
        withoutParsingTheHistory();
        bodies.forEach((table, body) -> figures.accept(Figure.plain("load." + table + ".bytes", body.length, "B")));
    }

    private void sideBySide(String name, String path, Target fromMemory, double goal)
            throws InterruptedException, ExecutionException {
        Target service = lab.serviceLoads(path);
        Target reference = lab.referenceLoads(path);
        List<Target> targets = List.of(service, reference, fromMemory);
        for (Target target : targets) {
            target.warm(CLIENTS, WARM_SECONDS);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Target target : targets) {
                target.measure(CLIENTS, ROUND_SECONDS);
            }
        }
        figures.accept(Figure.atLeast(
                name + ".throughput.vs.reference", service.throughput(), "/s", reference.throughput(), goal));
        figures.accept(Figure.atLeast(
                name + ".throughput.vs.static", service.throughput(), "/s", fromMemory.throughput(), 0.5));
        for (Map.Entry<String, Double> share : List.of(Map.entry("p50", 0.5), Map.entry("p99", 0.99))) {
            double part = share.getValue();
            for (Map.Entry<String, Target> other :
                    List.of(Map.entry("reference", reference), Map.entry("static", fromMemory))) {
                figures.accept(Figure.atMost(
                        name + "." + share.getKey() + ".vs." + other.getKey(),
                        service.timings().within(part),
                        "ms",
                        other.getValue().timings().within(part),
                        null));
            }
        }
    }

    /** A table of 10,000 snapshots, beside the same way of loading one of 5,000: twice the log, twice the bytes, no more. */
    private void withoutParsingTheHistory() throws InterruptedException, ExecutionException {
        Target most = lab.serviceLoads(path(MOST) + "?snapshots=refs");
        Target many = lab.serviceLoads(path(MANY) + "?snapshots=refs");
        most.warm(1, 1);
        many.warm(1, 1);
        for (int round = 0; round < ROUNDS; round++) {
            most.measure(1, 1);
            many.measure(1, 1);
        }
        figures.accept(Figure.atMost(
                "load.10000.refs.p50.vs.load.5000.refs",
                most.timings().within(0.5),
                "ms",
                many.timings().within(0.5),
                2.0));
    }

    private static String path(String table) {
        return "/v1/namespaces/bench/tables/" + table;
    }
}
