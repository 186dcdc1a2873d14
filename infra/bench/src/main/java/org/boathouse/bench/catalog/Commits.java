package org.boathouse.bench.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
    private static final int WARM_CLIENTS = 4;
    private static final Warming WARMING = new Warming(5, 40, 20);
    /** Then most is compiled; what they do in turns alone is little. */
    private static final Warming WARMING_OF_TURNS = new Warming(5, 15, 5);

    private static final Warming WARMING_OF_REFERENCE = new Warming(5, 10, 10);
    private static final double AT_MOST = 1.3;
    private static final int SHORT = 50;
    /** With a history this long, one commit writes megabytes. */
    private static final int LONG = 10_000;

    /** How many follow each other before it is the other's turn; and how many such turns each has. */
    private record Scope(int perBlock, int blocks) {}

    private static final Scope SHORT_ONES = new Scope(8, 150);
    private static final Scope LONG_ONES = new Scope(1, 40);
    /** Of those beside the reference server: it is the slowest, and no goal hangs on it. */
    private static final Scope SHORT_REFERENCE = new Scope(8, 15);

    private static final Scope LONG_REFERENCE = new Scope(1, 12);

    private final Lab lab;
    private final Consumer<Figure> figures;

    Commits(Lab lab, Consumer<Figure> figures) {
        this.lab = lab;
        this.figures = figures;
    }

    void run() throws IOException, SQLException, InterruptedException, ExecutionException {
        long failures = warm(lab.serviceCatalog(), lab::service, lab.serviceProcess(), WARMING);
        if (failures > 0) {
            throw new IllegalStateException(failures + " commits failed that nothing stood in the way of");
        }
        warm(lab.referenceCatalog(), lab::reference, lab.referenceProcess(), WARMING_OF_REFERENCE);
        try (Connection database = DriverManager.getConnection(
                lab.database().url(), lab.database().user(), lab.database().password())) {
            prepare(database);
            beside("commit", SHORT, SHORT_ONES, SHORT_REFERENCE, AT_MOST, database);
            beside("commit." + LONG, LONG, LONG_ONES, LONG_REFERENCE, null, database);
        }
    }

    /** @return how many commits failed */
    private long warm(Catalog catalog, Line.Opening server, ProcessHandle process, Warming warming)
            throws IOException, InterruptedException, ExecutionException {
        List<TableIdentifier> tables = IntStream.range(0, WARM_CLIENTS)
                .mapToObj(client -> TableIdentifier.of(Lab.NAMESPACE, "warm" + client))
                .toList();
        tables.forEach(table -> WideTables.make(catalog, lab.files(), table, SHORT));
        Crowd crowd = new Crowd(server, WARM_CLIENTS);
        warming.untilCompiled(
                List.of(process),
                seconds -> crowd.during(seconds, client -> {
                    Appends appends = new Appends(metadata(catalog, tables.get(client)));
                    return () -> new Request("POST", path(tables.get(client)), appends.next());
                }));
        return crowd.failures();
    }

    private static String path(TableIdentifier table) {
        return "/v1/namespaces/bench/tables/" + table.name();
    }

    private void beside(String name, int snapshots, Scope scope, Scope referenceScope, Double goal, Connection database)
            throws IOException, InterruptedException, ExecutionException {
        TableIdentifier table = TableIdentifier.of(Lab.NAMESPACE, "committed" + snapshots);
        WideTables.make(lab.serviceCatalog(), lab.files(), table, snapshots);
        WideTables.make(lab.referenceCatalog(), lab.files(), table, snapshots);
        String path = path(table);
        Appends toService = new Appends(metadata(lab.serviceCatalog(), table));
        try (Wire serviceWire = lab.service();
                Line referenceLine = new Line(lab::reference)) {
            Turns.Work commit = () -> {
                String append = toService.next();
                String key = "Idempotency-Key: " + UUID.randomUUID();
                long start = System.nanoTime();
                serviceWire.post(path, append, key);
                return System.nanoTime() - start;
            };
            Least least = new Least(database, table);
            Turns turns = new Turns(commit, least, scope.perBlock());
            // This process too: the least is done here, and the object store runs here.
            WARMING_OF_TURNS.untilCompiled(List.of(lab.serviceProcess(), ProcessHandle.current()), turns::warm);
            // By now its metadata log is as long as it gets.
            least.take();
            turns.warm(1);
            double cpuMillis = -cpuMillis(lab.serviceProcess());
            turns.measure(scope.blocks());
            cpuMillis += cpuMillis(lab.serviceProcess());
            compare(name, "put+transaction", turns, goal);
            figures.accept(Figure.plain(name + ".ratio.first.quarter", turns.ratio(0.25), "x"));
            figures.accept(Figure.plain(name + ".ratio.last.quarter", turns.ratio(0.75), "x"));
            figures.accept(Figure.plain(name + ".cpu", cpuMillis / turns.took().count(), "ms"));
            figures.accept(Figure.plain(name + ".bytes", least.bytes.length, "B"));

            ToReference reference = new ToReference(table, referenceLine);
            Turns withReference = new Turns(commit, reference, referenceScope.perBlock());
            withReference.warm(1);
            withReference.measure(referenceScope.blocks());
            compare(name, "reference", withReference, null);
            figures.accept(Figure.plain(name + ".reference.connections.broken", referenceLine.broken(), ""));
        }
    }

    private void compare(String name, String other, Turns turns, Double goal) {
        figures.accept(Figure.atMost(
                name + ".p50.vs." + other,
                turns.took().within(0.5),
                "ms",
                turns.baselineTook().within(0.5),
                turns.ratio(0.5),
                goal));
        figures.accept(Figure.atMost(
                name + ".p99.vs." + other,
                turns.took().within(0.99),
                "ms",
                turns.baselineTook().within(0.99),
                null));
    }

    /** The same commits to the reference server, which may break a connection now and then. */
    private final class ToReference implements Turns.Work {
        private final TableIdentifier table;
        private final Line line;
        private Appends appends;

        ToReference(TableIdentifier table, Line line) {
            this.table = table;
            this.line = line;
            this.appends = new Appends(metadata(lab.referenceCatalog(), table));
        }

        @Override
        public long nanos() throws IOException {
            while (true) {
                Request request = new Request("POST", path(table), appends.next());
                long start = System.nanoTime();
                int status = line.exchange(request);
                if (status != Line.BROKEN) {
                    Wire.checkSuccess(request, status);
                    return System.nanoTime() - start;
                }
                // Nobody knows whether it was applied.
                appends = new Appends(metadata(lab.referenceCatalog(), table));
            }
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

    /** One PUT and one durable transaction of a table's metadata. */
    private final class Least implements Turns.Work {
        private final Connection database;
        private final TableIdentifier table;
        private byte[] bytes;

        Least(Connection database, TableIdentifier table) {
            this.database = database;
            this.table = table;
            take();
        }

        /** The bytes that the table has now. */
        void take() {
            bytes = TableMetadataParser.toJson(metadata(lab.serviceCatalog(), table))
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public long nanos() throws IOException {
            long start = System.nanoTime();
            String location = "s3://%s/_bench/%s.json".formatted(lab.bucket(), UUID.randomUUID());
            try (PositionOutputStream out = lab.files().newOutputFile(location).createOrOverwrite()) {
                out.write(bytes);
            }
            try (PreparedStatement update = database.prepareStatement(
                    "UPDATE bench_pointer SET version = version + 1, metadata = ? WHERE id = 1")) {
                update.setBytes(1, bytes);
                update.executeUpdate();
                database.commit();
            } catch (SQLException e) {
                throw new IOException(e);
            }
            return System.nanoTime() - start;
        }
    }
}
