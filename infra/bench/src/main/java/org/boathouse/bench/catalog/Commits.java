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
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.PositionOutputStream;
import org.boathouse.bench.Figure;

/** Commits of one client to a table of 50 snapshots, in turns with the least that any such commit must do. */
final class Commits {
    private static final int WARM = 100;
    private static final int MEASURED = 150;
    private static final TableIdentifier TABLE = TableIdentifier.of(Lab.NAMESPACE, "committed");

    private final Lab lab;
    private final Consumer<Figure> figures;

    Commits(Lab lab, Consumer<Figure> figures) {
        this.lab = lab;
        this.figures = figures;
    }

    void run() throws IOException, SQLException {
        WideTables.make(lab.serviceCatalog(), lab.files(), TABLE, 50);
        WideTables.make(lab.referenceCatalog(), lab.files(), TABLE, 50);
        TableMetadata metadata = ((HasTableOperations) lab.serviceCatalog().loadTable(TABLE))
                .operations()
                .current();
        byte[] bytes = TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
        Timings service = new Timings();
        Timings reference = new Timings();
        Timings least = new Timings();
        try (Wire toService = lab.service();
                Wire toReference = lab.reference();
                Connection database = DriverManager.getConnection(
                        lab.database().url(),
                        lab.database().user(),
                        lab.database().password())) {
            prepare(database);
            for (int i = 0; i < WARM + MEASURED; i++) {
                String request = request(i);
                long start = System.nanoTime();
                toService.post("/v1/namespaces/bench/tables/committed", request);
                long afterService = System.nanoTime();
                putAndCommit(database, bytes);
                long afterLeast = System.nanoTime();
                toReference.post("/v1/namespaces/bench/tables/committed", request);
                long afterReference = System.nanoTime();
                if (i >= WARM) {
                    service.add(afterService - start);
                    least.add(afterLeast - afterService);
                    reference.add(afterReference - afterLeast);
                }
            }
        }
        figures.accept(
                Figure.atMost("commit.p50.vs.put+transaction", service.within(0.5), "ms", least.within(0.5), 1.3));
        figures.accept(
                Figure.atMost("commit.p99.vs.put+transaction", service.within(0.99), "ms", least.within(0.99), null));
        figures.accept(
                Figure.atMost("commit.p50.vs.reference", service.within(0.5), "ms", reference.within(0.5), null));
    }

    private static String request(int i) {
        return """
                {"requirements": [], "updates": [{"action": "set-properties", "updates": {"bench.round": "%d"}}]}""".formatted(i);
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
