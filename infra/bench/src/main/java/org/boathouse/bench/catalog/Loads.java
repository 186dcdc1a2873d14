package org.boathouse.bench.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.bench.Figure;

/**
 * Warm loads, side by side: the service, the reference server, and the same bytes from memory twice. The goal is judged by
 * those that the service's own HTTP stack answers ({@code static}); bare Vert.x is the limit of any server of this kind.
 */
final class Loads {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 5;
    /** Of each server: on two quiet cores the service takes longest, some 20 s. */
    private static final Warming WARMING = new Warming(2.5, 40, 20);

    private static final double ROUND_SECONDS = 1.5;
    /** Before each round: who has rested while the others had their turn is slow for most of a second. */
    private static final double AGAIN_SECONDS = 1;

    private static final String FEW = "t50";
    private static final String MANY = "t5000";
    private static final String MOST = "t10000";
    private static final String REFS = "?snapshots=refs";
    private static final double HALF = 0.5;

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
            bodies = Map.of(FEW, wire.read(path(FEW)), MANY, wire.read(path(MANY) + REFS));
        }
        Map<String, Path> files = new HashMap<>();
        for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
            files.put(body.getKey(), lab.keep(body.getKey() + ".json", body.getValue()));
        }
        try (ServerProcess same = lab.startStatic(files);
                ServerProcess bare = lab.startBare(files)) {
            for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
                checkAnswers(same, body.getKey(), body.getValue());
                checkAnswers(bare, body.getKey(), body.getValue());
            }
            sideBySide("load.50", path(FEW), same, bare, 5.0);
            sideBySide("load.5000.refs", path(MANY) + REFS, same, bare, 50.0);
        }
        withoutParsingTheHistory();
        bodies.forEach((table, body) -> figures.accept(Figure.plain("load." + table + ".bytes", body.length, "B")));
    }

    private void checkAnswers(ServerProcess server, String table, byte[] body) throws IOException {
        try (Wire wire = lab.wire(server)) {
            if (!Arrays.equals(body, wire.read(path(table)))) {
                throw new IOException("A server to compare with does not answer the same bytes");
            }
        }
    }

    private void sideBySide(String name, String path, ServerProcess same, ServerProcess bare, double goal)
            throws IOException, InterruptedException, ExecutionException {
        Target service = lab.serviceLoads(path);
        Map<String, Target> others = new LinkedHashMap<>();
        others.put("reference", lab.referenceLoads(path));
        others.put("static", lab.loadsFrom(same, path));
        others.put("bare.vertx", lab.loadsFrom(bare, path));
        List<Target> all =
                Stream.concat(Stream.of(service), others.values().stream()).toList();
        List<ProcessHandle> jvms = List.of(
                lab.serviceProcess(), lab.referenceProcess(), same.process(), bare.process(), ProcessHandle.current());
        // In turns, as they are measured: of a server that rests meanwhile, much of what was compiled is thrown away
        // again.
        WARMING.untilCompiled(jvms, seconds -> {
            for (Target target : all) {
                target.warm(CLIENTS, seconds);
            }
        });
        for (int round = 0; round < ROUNDS; round++) {
            for (Target target : all) {
                target.warm(CLIENTS, AGAIN_SECONDS);
                target.measure(CLIENTS, ROUND_SECONDS);
            }
        }
        Map<String, Double> goals = Map.of("reference", goal, "static", HALF);
        others.forEach((other, target) -> figures.accept(Figure.atLeast(
                name + ".throughput.vs." + other, service.throughput(), "/s", target.throughput(), goals.get(other))));
        others.forEach((other, target) -> figures.accept(Figure.atMost(
                name + ".cpu.vs." + other, service.processorMicros(), "µs", target.processorMicros(), null)));
        others.forEach((other, target) -> {
            figures.accept(quickness(name + ".p50.vs." + other, service, target, 0.5));
            figures.accept(quickness(name + ".p99.vs." + other, service, target, 0.99));
        });
        figures.accept(Figure.none(name + ".connections.broken", service.broken()));
        others.forEach((other, target) ->
                figures.accept(Figure.plain(name + "." + other + ".connections.broken", target.broken(), "")));
    }

    private static Figure quickness(String name, Target service, Target other, double share) {
        return Figure.atMost(
                name, service.timings().within(share), "ms", other.timings().within(share), null);
    }

    /** A table of 10,000 snapshots, beside the same way of loading one of 5,000: twice the log, twice the bytes, no more. */
    private void withoutParsingTheHistory() throws InterruptedException, ExecutionException {
        Target most = lab.serviceLoads(path(MOST) + REFS);
        Target many = lab.serviceLoads(path(MANY) + REFS);
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
