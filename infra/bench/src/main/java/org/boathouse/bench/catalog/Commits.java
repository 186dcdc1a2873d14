package org.boathouse.bench.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.PositionOutputStream;
import org.boathouse.bench.Figure;

/**
 * Commits of one client, in turns with the least that any such commit must do. Each is an append as engines send it, with
 * an idempotency key, which also lets the oldest snapshot go, so that the metadata stays as long as it is.
 */
final class Commits {
    /** Until the servers' code is compiled, which takes longer than the rounds that warm up the pair. */
    private static final double WARM_SECONDS = 10;

    private static final int WARM_CLIENTS = 4;
    private static final int WARM = 1_000;
    private static final int MEASURED = 400;
    private static final double AT_MOST = 1.3;
    private static final int SHORT = 50;
    /** With a history this long, one commit writes megabytes. */
    private static final int LONG = 10_000;

    private static final int WARM_LONG = 30;
    private static final int MEASURED_LONG = 30;
    /** The reference server is asked in every so manieth round alone: it is the slowest, and no goal hangs on it. */
    private static final int ROUNDS_PER_REFERENCE = 4;

    private final Lab lab;
    private final Consumer<Figure> figures;

    Commits(Lab lab, Consumer<Figure> figures) {
        this.lab = lab;
        this.figures = figures;
    }

    void run() throws IOException, SQLException, InterruptedException, ExecutionException {
        long failures = warm(lab.serviceCatalog(), lab::service);
        if (failures > 0) {
            throw new IllegalStateException(failures + " commits failed that nothing stood in the way of");
        }
        warm(lab.referenceCatalog(), lab::reference);
        try (Connection database = DriverManager.getConnection(
                lab.database().url(), lab.database().user(), lab.database().password())) {
            prepare(database);
            beside("commit", SHORT, WARM, MEASURED, AT_MOST, database);
            beside("commit." + LONG, LONG, WARM_LONG, MEASURED_LONG, null, database);
        }
    }

    /** @return how many commits failed */
    private long warm(Catalog catalog, Line.Opening server) throws InterruptedException, ExecutionException {
        List<TableIdentifier> tables = IntStream.range(0, WARM_CLIENTS)
                .mapToObj(client -> TableIdentifier.of(Lab.NAMESPACE, "warm" + client))
                .toList();
        tables.forEach(table -> WideTables.make(catalog, lab.files(), table, SHORT));
        Crowd crowd = new Crowd(server, WARM_CLIENTS);
        crowd.during(WARM_SECONDS, client -> {
            Appends appends = new Appends(metadata(catalog, tables.get(client)));
            return () -> new Request("POST", path(tables.get(client)), appends.next());
        });
        return crowd.failures();
    }

    private static String path(TableIdentifier table) {
        return "/v1/namespaces/bench/tables/" + table.name();
    }

    private void beside(String name, int snapshots, int warm, int measured, Double goal, Connection database)
            throws IOException, SQLException {
        TableIdentifier table = TableIdentifier.of(Lab.NAMESPACE, "committed" + snapshots);
        WideTables.make(lab.serviceCatalog(), lab.files(), table, snapshots);
        WideTables.make(lab.referenceCatalog(), lab.files(), table, snapshots);
        String path = path(table);
        Appends toService = new Appends(metadata(lab.serviceCatalog(), table));
        Appends toReference = new Appends(metadata(lab.referenceCatalog(), table));
        byte[] bytes = {};
        Sides measuredSides = new Sides();
        double cpuMillis = 0;
        try (Wire serviceWire = lab.service();
                Line reference = new Line(lab::reference)) {
            for (int round = 0; round < warm + measured; round++) {
                if (round == 0 || round == warm) {
                    bytes = TableMetadataParser.toJson(metadata(lab.serviceCatalog(), table))
                            .getBytes(StandardCharsets.UTF_8);
                    cpuMillis = -cpuMillis(lab.serviceProcess());
                }
                Sides sides = round < warm ? new Sides() : measuredSides;
                String append = toService.next();
                long start = System.nanoTime();
                serviceWire.post(path, append, "Idempotency-Key: " + UUID.randomUUID());
                long afterService = System.nanoTime();
                putAndCommit(database, bytes);
                sides.service.add(afterService - start);
                sides.least.add(System.nanoTime() - afterService);
                if (round % ROUNDS_PER_REFERENCE == 0) {
                    Request request = new Request("POST", path, toReference.next());
                    long beforeReference = System.nanoTime();
                    int status = reference.exchange(request);
                    if (status == Line.BROKEN) {
                        // Nobody knows whether it was applied.
                        toReference = new Appends(metadata(lab.referenceCatalog(), table));
                    } else {
                        Wire.checkSuccess(request, status);
                        sides.reference.add(System.nanoTime() - beforeReference);
                    }
                }
            }
            figures.accept(Figure.plain(name + ".reference.connections.broken", reference.broken(), ""));
        }
        cpuMillis += cpuMillis(lab.serviceProcess());
        figures(name, measuredSides, goal);
        figures.accept(Figure.plain(name + ".cpu", cpuMillis / measured, "ms"));
        figures.accept(Figure.plain(name + ".bytes", bytes.length, "B"));
    }

    private record Sides(Timings service, Timings least, Timings reference) {
        Sides() {
            this(new Timings(), new Timings(), new Timings());
        }
    }

    private void figures(String name, Sides sides, Double goal) {
        for (Map.Entry<String, Double> share : List.of(Map.entry("p50", 0.5), Map.entry("p99", 0.99))) {
            double part = share.getValue();
            double service = sides.service.within(part);
            figures.accept(Figure.atMost(
                    name + "." + share.getKey() + ".vs.put+transaction",
                    service,
                    "ms",
                    sides.least.within(part),
                    part == 0.5 ? goal : null));
            figures.accept(Figure.atMost(
                    name + "." + share.getKey() + ".vs.reference", service, "ms", sides.reference.within(part), null));
        }
    }

    private static TableMetadata metadata(Catalog catalog, TableIdentifier table) {
        return ((HasTableOperations) catalog.loadTable(table)).operations().current();
    }

    private static double cpuMillis(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    private static void prepare(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE bench_pointer (id int PRIMARY KEY, version bigint, metadata bytea)");
            statement.execute("ALTER TABLE bench_pointer ALTER COLUMN metadata SET STORAGE EXTERNAL");
            statement.execute("INSERT INTO bench_pointer VALUES (1, 0, '')");
        }
        database.setAutoCommit(false);
    }

    private void putAndCommit(Connection database, byte[] bytes) throws IOException, SQLException {
        String location = "s3://%s/_bench/%s.json".formatted(lab.bucket(), UUID.randomUUID());
        try (PositionOutputStream out = lab.files().newOutputFile(location).createOrOverwrite()) {
            out.write(bytes);
        }
        try (PreparedStatement update = database.prepareStatement(
                "UPDATE bench_pointer SET version = version + 1, metadata = ? WHERE id = 1")) {
            update.setBytes(1, bytes);
            update.executeUpdate();
        }
        database.commit();
    }
}
