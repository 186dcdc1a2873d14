package org.boathouse.bench.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.catalog.Namespace;
import org.boathouse.bench.Figure;

/** Many tables in one namespace: creating one more, and listing them page by page, costs the same however many there are. */
final class Siblings {
    static final int CREATED_AT_FULL_SCALE = 5_000;
    static final int LISTED_AT_FULL_SCALE = 100_000;
    private static final int WARM = 500;
    private static final int EDGE = 100;
    private static final int PAGE_SIZE = 500;
    private static final double FLAT = 1.2;
    /** Copies a table's row as it is, whatever columns it has, but for what tells tables apart. */
    private static final String COPY = """
            INSERT INTO iceberg_table
            SELECT (jsonb_populate_record(t, jsonb_build_object(
                'table_id', gen_random_uuid(), 'namespace_id', n.namespace_id, 'name', 't' || lpad(i::text, 7, '0'),
                'location', 's3://bench/' || i))).*
            FROM iceberg_table t, namespace n, generate_series(1, ?) i
            WHERE t.name = 's1' AND n.levels = ARRAY['listed']
            AND t.namespace_id = (SELECT namespace_id FROM namespace WHERE levels = ARRAY['siblings'])
            """;

    private final Lab lab;
    private final Consumer<Figure> figures;
    private final JsonMapper json = new JsonMapper();

    Siblings(Lab lab, Consumer<Figure> figures) {
        this.lab = lab;
        this.figures = figures;
    }

    /** @param scale 1 for 5,000 creates and 100,000 listed */
    void run(double scale) throws IOException, SQLException {
        int creates = Math.max(2 * EDGE, (int) (CREATED_AT_FULL_SCALE * scale));
        int listed = Math.max(20 * PAGE_SIZE, (int) (LISTED_AT_FULL_SCALE * scale));
        for (String namespace : new String[] {"warm", "siblings", "few", "listed"}) {
            lab.serviceCatalog().createNamespace(Namespace.of(namespace));
        }
        try (Wire wire = lab.service()) {
            create(wire, "warm", 1, WARM);
            Timings timings = create(wire, "siblings", 1, creates);
            figures.accept(Figure.atMost(
                    "create.last.100.of.%d.vs.first.100".formatted(creates),
                    timings.within(0.5, creates - EDGE, creates),
                    "ms",
                    timings.within(0.5, 0, EDGE),
                    FLAT));
            figures.accept(Figure.plain("create.p99", timings.within(0.99), "ms"));
            besideFirst(wire, creates);
            fill(listed);
            listed(wire, new Timings());
            Timings pages = new Timings();
            int seen = listed(wire, pages);
            if (seen != listed) {
                throw new IOException("The listing shows %d tables of %d".formatted(seen, listed));
            }
            int tenth = pages.count() / 10;
            figures.accept(Figure.atMost(
                    "list.last.pages.of.%d.vs.first".formatted(listed),
                    pages.within(0.5, pages.count() - tenth, pages.count()),
                    "ms",
                    pages.within(0.5, 0, tenth),
                    FLAT));
            figures.accept(Figure.plain("list.page.p99", pages.within(0.99), "ms"));
        }
    }

    /** In turns with the first of another namespace, so that what else the machine does meanwhile slows both. */
    private void besideFirst(Wire wire, int siblings) throws IOException {
        Timings next = new Timings();
        Timings first = new Timings();
        for (int i = 1; i <= EDGE; i++) {
            next.addAll(create(wire, "siblings", siblings + i, siblings + i));
            first.addAll(create(wire, "few", i, i));
        }
        figures.accept(Figure.atMost(
                "create.next.100.after.%d.beside.first.100".formatted(siblings),
                next.within(0.5),
                "ms",
                first.within(0.5),
                FLAT));
    }

    /** Creates the tables with these numbers, one after the other. */
    private static Timings create(Wire wire, String namespace, int from, int to) throws IOException {
        String schema = SchemaParser.toJson(WideTables.SCHEMA);
        Timings timings = new Timings();
        for (int i = from; i <= to; i++) {
            long start = System.nanoTime();
            wire.post(
                    "/v1/namespaces/" + namespace + "/tables",
                    "{\"name\": \"s%d\", \"schema\": %s}".formatted(i, schema));
            timings.add(System.nanoTime() - start);
        }
        return timings;
    }

    private void fill(int count) throws SQLException {
        try (Connection database = DriverManager.getConnection(
                        lab.database().url(),
                        lab.database().user(),
                        lab.database().password());
                PreparedStatement insert = database.prepareStatement(COPY);
                Statement analyze = database.createStatement()) {
            insert.setInt(1, count);
            insert.executeUpdate();
            analyze.execute("ANALYZE iceberg_table");
        }
    }

    private int listed(Wire wire, Timings pages) throws IOException {
        int seen = 0;
        String token = "";
        while (token != null) {
            long start = System.nanoTime();
            byte[] page = wire.read("/v1/namespaces/listed/tables?pageSize=" + PAGE_SIZE + "&pageToken="
                    + URLEncoder.encode(token, StandardCharsets.UTF_8));
            pages.add(System.nanoTime() - start);
            JsonNode answer = json.readTree(page);
            seen += answer.path("identifiers").size();
            token = answer.path("next-page-token").asText(null);
        }
        return seen;
    }
}
