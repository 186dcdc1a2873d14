package org.boathouse.bench.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
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
    private static final int WARM = 800;
    private static final int MEASURED = 400;
    private static final double AT_MOST = 1.3;
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

    void run() throws IOException, SQLException {
        try (Connection database = DriverManager.getConnection(
                lab.database().url(), lab.database().user(), lab.database().password())) {
            prepare(database);
            beside("commit", 50, WARM, MEASURED, AT_MOST, database);
            beside("commit." + LONG, LONG, WARM_LONG, MEASURED_LONG, null, database);
        }
    }

    private void beside(String name, int snapshots, int warm, int measured, Double goal, Connection database)
            throws IOException, SQLException {
        TableIdentifier table = TableIdentifier.of(Lab.NAMESPACE, "committed" + snapshots);
        WideTables.make(lab.serviceCatalog(), lab.files(), table, snapshots);
        WideTables.make(lab.referenceCatalog(), lab.files(), table, snapshots);
        String path = "/v1/namespaces/bench/tables/" + table.name();
        Appends toService = new Appends(metadata(lab.serviceCatalog(), table));
        Appends toReference = new Appends(metadata(lab.referenceCatalog(), table));
        byte[] bytes = {};
        Timings service = new Timings();
        Timings reference = new Timings();
        Timings least = new Timings();
        double cpuMillis = 0;
        try (Wire serviceWire = lab.service();
                Wire referenceWire = lab.reference()) {
            for (int round = 0; round < warm + measured; round++) {
                if (round == 0 || round == warm) {
                    bytes = TableMetadataParser.toJson(metadata(lab.serviceCatalog(), table))
                            .getBytes(StandardCharsets.UTF_8);
                    cpuMillis = -cpuMillis(lab.serviceProcess());
                }
                Timings[] kept = round < warm
                        ? new Timings[] {new Timings(), new Timings(), new Timings()}
                        : new Timings[] {service, least, reference};
                String request = toService.next();
                long start = System.nanoTime();
                serviceWire.post(path, request, "Idempotency-Key: " + UUID.randomUUID());
                long afterService = System.nanoTime();
                putAndCommit(database, bytes);
                kept[0].add(afterService - start);
                kept[1].add(System.nanoTime() - afterService);
                if (round % ROUNDS_PER_REFERENCE == 0) {
                    request = toReference.next();
                    long beforeReference = System.nanoTime();
                    referenceWire.post(path, request);
                    kept[2].add(System.nanoTime() - beforeReference);
                }
            }
        }
        cpuMillis += cpuMillis(lab.serviceProcess());
        figures.accept(
                Figure.atMost(name + ".p50.vs.put+transaction", service.within(0.5), "ms", least.within(0.5), goal));
        figures.accept(
                Figure.atMost(name + ".p99.vs.put+transaction", service.within(0.99), "ms", least.within(0.99), null));
        figures.accept(
                Figure.atMost(name + ".p50.vs.reference", service.within(0.5), "ms", reference.within(0.5), null));
        figures.accept(Figure.plain(name + ".cpu", cpuMillis / measured, "ms"));
        figures.accept(Figure.plain(name + ".bytes", bytes.length, "B"));
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

    /** Commits that follow each other, each on the head that the last one made. */
    private static final class Appends {
        private final String uuid;
        private final String manifestLists;
        private final long firstId;
        private final long firstSequence;
        private final Snapshot[] first;
        private int made;

        Appends(TableMetadata metadata) {
            uuid = metadata.uuid();
            manifestLists = metadata.location() + "/metadata/snap-";
            first = metadata.snapshots().toArray(Snapshot[]::new);
            firstId = metadata.currentSnapshot().snapshotId() + 1;
            firstSequence = metadata.lastSequenceNumber() + 1;
        }

        String next() {
            long id = firstId + made;
            long oldest = made < first.length ? first[made].snapshotId() : id - first.length;
            String request = """
                    {"requirements": [
                      {"type": "assert-table-uuid", "uuid": "%s"},
                      {"type": "assert-ref-snapshot-id", "ref": "main", "snapshot-id": %d}],
                     "updates": [
                      {"action": "add-snapshot", "snapshot": {
                        "sequence-number": %d, "snapshot-id": %d, "parent-snapshot-id": %d, "timestamp-ms": %d,
                        "manifest-list": "%s%d-1.avro", "schema-id": 0, "summary": {
                          "operation": "append", "spark.app.id": "local-1763600000000", "added-data-files": "1",
                          "added-records": "1000", "added-files-size": "48211", "changed-partition-count": "1",
                          "total-records": "1000", "total-files-size": "48211", "total-data-files": "1",
                          "total-delete-files": "0", "total-position-deletes": "0", "total-equality-deletes": "0",
                          "engine-name": "spark", "engine-version": "4.1.3",
                          "iceberg-version": "Apache Iceberg 1.12.0"}}},
                      {"action": "set-snapshot-ref", "ref-name": "main", "type": "branch", "snapshot-id": %d},
                      {"action": "remove-snapshots", "snapshot-ids": [%d]}]}""".formatted(
                            uuid,
                            id - 1,
                            firstSequence + made,
                            id,
                            id - 1,
                            System.currentTimeMillis(),
                            manifestLists,
                            id,
                            id,
                            oldest);
            made++;
            return request;
        }
    }
}
