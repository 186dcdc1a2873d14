package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The service starts over the database of the first version that was released, with rows in each of its tables, and works
 * with all that is in it. The rows are those that today's service writes, in the columns that there were then.
 */
@ExtendWith(StoresExtension.class)
class OlderLakeIT {
    private static final String FIRST_RELEASED = "7";
    /** Each after those that it refers to. */
    private static final List<String> COPIED = List.of(
            "namespace",
            "iceberg_table",
            "iceberg_view",
            "catalog_event",
            "product_registry",
            "contract_version",
            "contract",
            "contract_table",
            "staged_table",
            "metrics_report");

    private final String young = "young_" + UUID.randomUUID().toString().replace("-", "");
    private final String old = "old_" + UUID.randomUUID().toString().replace("-", "");
    private long first;
    private long second;

    @Test
    void aFilledLakeOfTheFirstVersionIsMigratedAndWorksOn(TestStores stores) throws Exception {
        PostgresAddress database = stores.postgres();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement sql = connection.createStatement()) {
            String domain = fill(stores, sql);
            makeFirstReleased(sql);
            move(sql);
            try (LakeProcess lake = LakeProcess.serve(stores, in(old, database));
                    StateClient client = new StateClient(lake)) {
                works(lake, client, domain);
            }
            assertEquals(
                    List.of(),
                    texts(
                            sql,
                            "SELECT version FROM %s.flyway_schema_history EXCEPT SELECT version FROM %s.flyway_schema_history"
                                    .formatted(young, old)));
            sql.execute("DROP SCHEMA " + young + " CASCADE");
            sql.execute("DROP SCHEMA " + old + " CASCADE");
        }
    }

    private static Map<String, String> in(String schema, PostgresAddress database) {
        String url = database.url() + (database.url().contains("?") ? "&" : "?") + "currentSchema=" + schema;
        return Map.of("QUARKUS_DATASOURCE_JDBC_URL", url);
    }

    /** A life of a lake, in today's schema; returns its domain. */
    private String fill(TestStores stores, Statement sql) throws SQLException, IOException {
        sql.execute("CREATE SCHEMA " + young);
        sql.execute("CREATE SCHEMA " + old);
        try (LakeProcess lake = LakeProcess.serve(stores, in(young, stores.postgres()));
                StateClient client = new StateClient(lake)) {
            Table table = client.create("t", Map.of());
            first = client.append(table, 1);
            second = client.append(table, 2);
            client.append(client.create("gone", Map.of()), 3);
            client.catalog().dropTable(client.identifier("gone"));
            view(client, "v");
            client.catalog()
                    .buildTable(client.identifier("staged"), StateClient.SCHEMA)
                    .createTransaction();
            lake.client().post("/apply", Contracts.request(Contracts.shop(client.domain())));
            return client.domain();
        }
    }

    private static void view(StateClient client, String name) {
        client.catalog()
                .buildView(client.identifier(name))
                .withSchema(StateClient.SCHEMA)
                .withDefaultNamespace(client.identifier(name).namespace())
                .withQuery("spark", "SELECT 1 AS id, 'a' AS name")
                .create();
    }

    /** The schema as the first version left it, with its migrations' record. */
    private void makeFirstReleased(Statement sql) throws SQLException, IOException {
        String released = "FROM %s.flyway_schema_history WHERE string_to_array(version, '.')::int[] <= ARRAY[%s]"
                .formatted(young, FIRST_RELEASED);
        sql.execute("CREATE TABLE %s.flyway_schema_history (LIKE %s.flyway_schema_history INCLUDING ALL)"
                .formatted(old, young));
        sql.execute("INSERT INTO %s.flyway_schema_history SELECT * %s".formatted(old, released));
        sql.execute("SET search_path = " + old);
        for (String script : texts(sql, "SELECT script %s ORDER BY installed_rank".formatted(released))) {
            try (InputStream migration = OlderLakeIT.class.getResourceAsStream(
                    "/db/migration/" + script.substring(script.lastIndexOf('/') + 1))) {
                sql.execute(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /** What it was filled with, without what the first version had no place for. */
    private void move(Statement sql) throws SQLException {
        // Of the one row that the migration itself made.
        sql.execute("DELETE FROM %s.product_registry".formatted(old));
        for (String table : COPIED) {
            String columns = String.join(
                    ", ",
                    texts(
                            sql,
                            "SELECT column_name FROM information_schema.columns WHERE table_schema = '%s' AND table_name = '%s'"
                                    .formatted(old, table)));
            sql.execute("INSERT INTO %1$s.%3$s (%4$s) OVERRIDING SYSTEM VALUE SELECT %4$s FROM %2$s.%3$s ORDER BY 1"
                    .formatted(old, young, table, columns));
        }
        for (String identity : texts(
                sql,
                "SELECT format('SELECT setval(pg_get_serial_sequence(''%%1$s.%%2$s'', ''%%3$s''), 1 + (SELECT coalesce(max(%%3$s), 0) FROM %%1$s.%%2$s))', table_schema, table_name, column_name) FROM information_schema.columns WHERE table_schema = '%s' AND is_identity = 'YES'"
                        .formatted(old))) {
            sql.execute(identity);
        }
        sql.execute("""
                INSERT INTO %1$s.scan_plan SELECT gen_random_uuid(), table_id, 'owner', 'completed', NULL, now() + interval '1 hour'
                FROM %1$s.iceberg_table LIMIT 1""".formatted(old));
        sql.execute("INSERT INTO %1$s.scan_plan_page SELECT plan_id, 1, '' FROM %1$s.scan_plan".formatted(old));
        sql.execute(
                "INSERT INTO %s.collection_mark VALUES ('%s', now(), now(), NULL)".formatted(old, UUID.randomUUID()));
        sql.execute("INSERT INTO %s.collection_run (finished_at, report) VALUES (now(), '{}')".formatted(old));
        for (String table : texts(
                sql, "SELECT table_name FROM information_schema.tables WHERE table_schema = '%s'".formatted(old))) {
            assertFalse(
                    texts(sql, "SELECT 'row' FROM %s.%s LIMIT 1".formatted(old, table))
                            .isEmpty(),
                    table + " has no row to migrate");
        }
    }

    private void works(LakeProcess lake, StateClient other, String domain) {
        String name = domain + ".silver.t";
        TableIdentifier identifier = TableIdentifier.parse(name);
        Table table = other.catalog().loadTable(identifier);
        assertEquals(second, table.currentSnapshot().snapshotId());
        long third = other.append(table, 4);

        JsonNode history = other.get("/tables/" + name + "/history").body();
        assertEquals(
                List.of(third, second, first),
                history.path("history").findValues("snapshotId").stream()
                        .map(JsonNode::asLong)
                        .toList());
        assertEquals("owner", history.at("/history/0/by").asText());
        assertTrue(history.at("/history/1/by").isNull(), "nobody wrote down who it was");
        assertTrue(other.get("/events?limit=1000")
                .body()
                .findValuesAsText("subject")
                .contains(domain + ".silver.gone"));
        assertTrue(
                other.get("/tables/" + name + "/metrics").body().path("reports").size() > 0);

        assertEquals(
                200,
                other.post("/restore", "{'tables': ['%s'], 'to': '%d'}".formatted(name, first))
                        .status());
        assertEquals(
                first, other.catalog().loadTable(identifier).currentSnapshot().snapshotId());
        undrops(other, name, () -> other.catalog().dropTable(identifier));
        undrops(other, domain + ".silver.gone", () -> {});
        TableIdentifier view = TableIdentifier.parse(domain + ".silver.v");
        assertEquals("spark", other.catalog().loadView(view).sqlFor("spark").dialect());
        assertThrows(AlreadyExistsException.class, () -> other.catalog().createTable(view, StateClient.SCHEMA));
        undrops(other, view.toString(), () -> other.catalog().dropView(view));

        JsonNode contract = other.get("/contracts/shop-of-" + domain).body();
        assertEquals("active", contract.at("/contract/status").asText());
        assertEquals("owner", contract.at("/versions/0/registeredBy").asText());
        assertEquals(1, contract.path("statuses").size());
        Table orders = other.catalog().loadTable(TableIdentifier.parse(domain + ".silver.orders"));
        assertThrows(
                ForbiddenException.class,
                () -> orders.updateSchema().deleteColumn("price").commit());
        JsonNode again = lake.client().post("/apply", Contracts.request(Contracts.shop(domain)));
        assertEquals(
                List.of("unchanged"),
                again.findValuesAsText("action").stream().distinct().toList());
    }

    private static void undrops(StateClient lake, String name, Runnable drop) {
        drop.run();
        assertTrue(lake.get("/dropped").body().findValuesAsText("name").contains(name), name);
        Answer answer = lake.post("/undrop", "{'names': ['%s']}".formatted(name));
        assertEquals(200, answer.status(), answer::toString);
        assertFalse(lake.get("/dropped").body().findValuesAsText("name").contains(name), name);
    }

    private static List<String> texts(Statement sql, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
