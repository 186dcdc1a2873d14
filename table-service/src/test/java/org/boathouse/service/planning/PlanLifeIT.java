package org.boathouse.service.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plans that are held for whoever asked for them: on any replica, until they are given up or expire. */
@ExtendWith(StoresExtension.class)
class PlanLifeIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final RESTCatalog catalog = new RESTCatalog();
    private final Namespace namespace = Namespace.of("p" + UUID.randomUUID());
    private PlanningClient client;

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        client = new PlanningClient(lake, namespace);
        catalog.initialize("lake", new CatalogConnection(lake.address(), storage).properties());
        catalog.createNamespace(namespace);
    }

    @AfterEach
    void disconnect() throws IOException {
        catalog.close();
    }

    @Test
    void aPlanIsFetchedFromAnotherReplicaCancelledAndExpires(TestStores stores, PostgresAddress postgres)
            throws Exception {
        Table table = table();
        AppendFiles append = table.newFastAppend();
        IntStream.range(0, 1_500).forEach(i -> append.appendFile(ToldFiles.file("Oslo", i, i)));
        append.commit();
        String id = JSON.readTree(
                        client.send("POST", "/plan", "{}", "respond-async").body())
                .path("plan-id")
                .asText();
        JsonNode plan = client.await(id, "completed");
        assertEquals(1_000, plan.path("file-scan-tasks").size());
        assertEquals(1, plan.path("plan-tasks").size());
        String task = JSON.createObjectNode()
                .put("plan-task", plan.path("plan-tasks").path(0).asText())
                .toString();
        try (LakeProcess second = LakeProcess.serve(stores)) {
            PlanningClient other = new PlanningClient(second, namespace);
            assertEquals(plan, other.await(id, "completed"));
            JsonNode rest =
                    JSON.readTree(other.send("POST", "/tasks", task, null).body());
            assertEquals(500, rest.path("file-scan-tasks").size());
        }

        sql(postgres, "UPDATE scan_plan SET expires_at = now() - interval '1 second' WHERE plan_id = '%s'", id);
        HttpResponse<String> expired = client.send("GET", "/plan/" + id, null, null);
        assertEquals(404, expired.statusCode());
        assertTrue(expired.body().contains("NoSuchPlanIdException")
                && expired.body().contains("expired"));
        HttpResponse<String> expiredTask = client.send("POST", "/tasks", task, null);
        assertEquals(404, expiredTask.statusCode());
        assertTrue(expiredTask.body().contains("NoSuchPlanTaskException")
                && expiredTask.body().contains("expired"));
        sql(postgres, "UPDATE scan_plan SET expires_at = now() + interval '1 minute' WHERE plan_id = '%s'", id);

        assertEquals(204, client.send("DELETE", "/plan/" + id, null, null).statusCode());
        assertEquals(204, client.send("DELETE", "/plan/" + id, null, null).statusCode());
        client.await(id, "cancelled");
        HttpResponse<String> cancelled = client.send("POST", "/tasks", task, null);
        assertEquals(404, cancelled.statusCode());
        assertTrue(cancelled.body().contains("cancelled"), cancelled.body());
    }

    @Test
    void aPlanWhoseReplicaWentAwayHasFailed(PostgresAddress postgres) throws Exception {
        table();
        String id = JSON.readTree(
                        client.send("POST", "/plan", "{}", "respond-async").body())
                .path("plan-id")
                .asText();
        client.await(id, "completed");
        sql(postgres, """
                UPDATE scan_plan SET status = 'submitted', expires_at = now() - interval '1 second'
                WHERE plan_id = '%s'""", id);
        JsonNode failed = client.await(id, "failed");
        assertEquals(503, failed.path("error").path("code").asInt());
    }

    @Test
    void plansOfOtherTablesAndUnknownOnesAreNotThere() throws Exception {
        table();
        String id = JSON.readTree(
                        client.send("POST", "/plan", "{}", "respond-async").body())
                .path("plan-id")
                .asText();
        client.await(id, "completed");
        catalog.createTable(TableIdentifier.of(namespace, "other"), ToldFiles.SCHEMA);
        for (String path : List.of(
                "/tables/other/plan/" + id,
                "/tables/events/plan/" + UUID.randomUUID(),
                "/tables/events/plan/nonsense")) {
            for (String method : List.of("GET", "DELETE")) {
                HttpResponse<String> answer = client.sendTo(method, path, null, null);
                assertEquals(404, answer.statusCode(), path);
                assertTrue(answer.body().contains("NoSuchPlanIdException"), answer.body());
            }
        }
        for (String task : List.of(id + ".1", UUID.randomUUID() + ".1", "nonsense", "")) {
            HttpResponse<String> answer =
                    client.send("POST", "/tasks", "{\"plan-task\": \"%s\"}".formatted(task), null);
            assertEquals(404, answer.statusCode(), task);
            assertTrue(answer.body().contains("NoSuchPlanTaskException"), answer.body());
        }
        HttpResponse<String> noTable = client.sendTo("POST", "/tables/none/plan", "{}", null);
        assertEquals(404, noTable.statusCode());
        assertTrue(noTable.body().contains("NoSuchTableException"), noTable.body());
    }

    @Test
    void nobodyHoldsMoreThanTheAllowedNumberOfPlans(PostgresAddress postgres) throws Exception {
        table();
        UUID marked = UUID.randomUUID();
        sql(postgres, """
                INSERT INTO scan_plan (plan_id, table_id, principal, status, expires_at)
                SELECT gen_random_uuid(), '%s', 'owner', 'completed', now() + interval '1 hour'
                FROM generate_series(1, 100)""", marked);
        try {
            HttpResponse<String> refused = client.plan("{}");
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("100 plans"), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        } finally {
            sql(postgres, "DELETE FROM scan_plan WHERE table_id = '%s'", marked);
        }
        assertEquals(200, client.plan("{}").statusCode());
    }

    private Table table() {
        return catalog.buildTable(TableIdentifier.of(namespace, "events"), ToldFiles.SCHEMA)
                .withPartitionSpec(ToldFiles.BY_CITY)
                .create();
    }

    private static void sql(PostgresAddress postgres, String statement, Object value) throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement run = connection.createStatement()) {
            run.executeUpdate(statement.formatted(value));
        }
    }
}
