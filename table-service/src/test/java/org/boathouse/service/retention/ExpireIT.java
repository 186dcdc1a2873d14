package org.boathouse.service.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.util.Tasks;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expiring over HTTP and on the command line, in a service without the patience of 5 days. */
class ExpireIT {
    private static final Map<String, String> OLD_AT_ONCE = Map.of(SnapshotRetention.MAX_SNAPSHOT_AGE_MS, "0");
    private static TestStores stores;
    private static LakeProcess service;

    private StateClient lake;
    private Expiring expiring;

    @BeforeAll
    static void start() {
        stores = TestStores.start();
        service = LakeProcess.serve(
                stores, Map.of("BOATHOUSE_COLLECTOR_ENABLED", "false", "BOATHOUSE_RETENTION_AGE_MIN", "0S"));
    }

    @AfterAll
    static void stop() {
        service.close();
        stores.close();
    }

    @BeforeEach
    void open() {
        lake = new StateClient(service);
        expiring = new Expiring(lake);
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    @Test
    void whatADryRunTellsIsWhatThenHappensAndRepeatingChangesNothing() {
        Table table = lake.create("t", OLD_AT_ONCE);
        long first = lake.append(table, 1);
        long second = lake.append(table, 2);
        long third = lake.append(table, 3);
        table.manageSnapshots().createTag("good", first).commit();

        JsonNode told = expiring.expire("t", true).body();
        assertEquals(List.of(second), Expiring.ids(told.at("/tables/0/snapshots")), told.toString());
        assertEquals(
                "[\"older than 0s (table %s)\"]".formatted(lake.name("t")),
                Expiring.why(told.at("/tables/0/snapshots"), second));
        assertEquals("[\"tag good keeps it\"]", Expiring.why(told.at("/tables/0/kept"), first));
        assertEquals(3, expiring.snapshots("t").size(), "it was a dry run");

        JsonNode done = expiring.expire("t", false).body();
        assertEquals(told.path("tables"), done.path("tables"));
        assertEquals(1, done.path("expiredSnapshots").asInt());
        assertEquals(List.of(first, third), expiring.snapshots("t"));

        JsonNode again = expiring.expire("t", false).body();
        assertEquals(0, again.path("expiredSnapshots").asInt(), again.toString());
        JsonNode change =
                lake.get("/tables/" + lake.name("t") + "/history").body().at("/changes/0");
        assertEquals("expire", change.path("operation").asText(), change.toString());
        assertEquals("owner", change.path("by").asText());
        assertEquals(
                "what is older than 0s (table %s)".formatted(lake.name("t")),
                change.path("reason").asText());
        assertEquals(1, change.at("/what/expired").asInt());
    }

    @Test
    void whereNobodySaysForHowLongNothingGoesButRefsPastTheirOwnEnd() {
        Table table = lake.create("t", Map.of());
        long first = lake.append(table, 1);
        lake.append(table, 2);
        table.manageSnapshots().createBranch("stage_x", first).commit();
        long staged = lake.append(table, 5, "stage_x", Map.of());
        table.manageSnapshots()
                .createTag("short", first)
                .setMaxRefAgeMs("short", 1)
                .setMaxRefAgeMs("stage_x", 1)
                .commit();
        JsonNode done = expiring.expire("t", false).body();
        assertEquals(List.of(staged), Expiring.ids(done.at("/tables/0/snapshots")), done.toString());
        assertEquals(2, done.path("expiredRefs").asInt());
        assertNull(lake.ref("t", "short"));
        assertNull(lake.ref("t", "stage_x"));
        assertEquals(2, expiring.snapshots("t").size());
    }

    @Test
    void whatAProductHasNotReadYetIsKeptUntilItHas() {
        String contract = RetentionContract.of(lake.domain(), "{maxSnapshotAge: 1s}");
        Answer applied = lake.post("/apply", RetentionContract.apply(contract));
        assertEquals(200, applied.status(), applied::toString);
        Table upstream = lake.catalog().loadTable(lake.identifier("orders"));
        Table reader = lake.catalog().loadTable(lake.identifier("sums"));
        long first = lake.append(upstream, 1);
        long second = lake.append(upstream, 1);
        lake.append(upstream, 1);
        long third = lake.append(upstream, 1);
        long run = lake.append(reader, 1, "main", consumed(second));
        // Somebody's compaction: the head says nothing of what was read.
        lake.append(reader, 1);
        sleep(Duration.ofMillis(1_100));

        JsonNode told = expiring.expire("'contracts': ['kept-of-%s'], 'dryRun': true".formatted(lake.domain()))
                .body();
        JsonNode orders = table(told, "orders");
        assertEquals("product kept", orders.at("/policy/maxSnapshotAge/by").asText(), told.toString());
        assertEquals(List.of(first), Expiring.ids(orders.path("snapshots")));
        assertTrue(
                Expiring.why(orders.path("kept"), second)
                        .contains("%s (product kept) has read up to snapshot %d".formatted(lake.name("sums"), second)),
                told.toString());
        assertTrue(
                Expiring.why(table(told, "sums").path("kept"), run).contains("the newest run's record"),
                told.toString());
        assertFalse(expiring.expire("'contracts': ['kept-of-%s'], 'dryRun': false".formatted(lake.domain()))
                .body()
                .path("tables")
                .isEmpty());
        assertTrue(expiring.snapshots("sums").contains(run));

        lake.append(reader, 1, "main", consumed(third));
        sleep(Duration.ofMillis(1_100));
        assertEquals(
                200,
                expiring.expire("'domain': '%s', 'dryRun': false".formatted(lake.domain()))
                        .status());
        assertEquals(List.of(third), expiring.snapshots("orders"));
        assertEquals(1, expiring.snapshots("sums").size());
    }

    private Map<String, String> consumed(long snapshot) {
        return Map.of(
                SummaryKeys.RUN_ID,
                UUID.randomUUID().toString(),
                SummaryKeys.input(TableName.parse(lake.name("orders"))),
                Long.toString(snapshot));
    }

    private JsonNode table(JsonNode report, String name) {
        return StreamSupport.stream(report.path("tables").spliterator(), false)
                .filter(table -> table.path("table").asText().equals(lake.name(name)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.toString()));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatALeasedPlanReadsIsKeptUntilItIsGivenUp() throws Exception {
        Table table = lake.create("t", OLD_AT_ONCE);
        long planned = lake.append(table, 1);
        lake.append(table, 1);
        String plan = plan("POST", "", "{\"snapshot-id\": %d}".formatted(planned))
                .path("plan-id")
                .asText();
        JsonNode told = expiring.expire("t", true).body();
        assertTrue(
                Expiring.why(told.at("/tables/0/kept"), planned).contains("a scan plan of owner is leased until"),
                told.toString());
        assertEquals(
                0, expiring.expire("t", false).body().path("expiredSnapshots").asInt());
        plan("DELETE", "/" + plan, "");
        assertEquals(
                1, expiring.expire("t", false).body().path("expiredSnapshots").asInt());
        assertFalse(expiring.snapshots("t").contains(planned));
    }

    private JsonNode plan(String method, String path, String body) throws Exception {
        HttpRequest request = service.request(
                        "/iceberg/v1/namespaces/%s%%1Fsilver/tables/t/plan%s".formatted(lake.domain(), path))
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return new JsonMapper().readTree(answer.body());
    }

    @Test
    void aHeldTableIsLeftAsItIs() {
        Table table = lake.create("t", OLD_AT_ONCE);
        long first = lake.append(table, 1);
        lake.append(table, 1);
        table.updateProperties().set(TableKeys.HELD, "restored by ann").commit();
        JsonNode told = expiring.expire("t", true).body();
        assertTrue(
                Expiring.why(told.at("/tables/0/kept"), first).contains("the table is held (restored by ann)"),
                told.toString());
        assertEquals(0, told.path("expiredSnapshots").asInt());
    }

    @Test
    void whatHasExpiredCanNoLongerBeAskedForAndItIsSaidWhatCan() {
        Table table = lake.create("t", OLD_AT_ONCE);
        long first = lake.append(table, 1);
        String then =
                Instant.ofEpochMilli(table.snapshot(first).timestampMillis()).toString();
        long second = lake.append(table, 1);
        expiring.expire("t", false);
        String[] messages = {
            "Snapshot %d of %s has expired; the oldest kept is %d".formatted(first, lake.name("t"), second),
            "What %s was at %s has expired; the oldest that is kept is %d".formatted(lake.name("t"), then, second)
        };
        String[] points = {Long.toString(first), then};
        for (int i = 0; i < points.length; i++) {
            Expiring.refused(
                    404,
                    messages[i],
                    lake.post("/restore", "{'tables': ['%s'], 'to': '%s'}".formatted(lake.name("t"), points[i])));
            Answer sql =
                    lake.post("/sql", "{'sql': 'SELECT 1 FROM %s', 'asOf': '%s'}".formatted(lake.name("t"), points[i]));
            Expiring.refused(404, messages[i], sql);
            assertTrue(sql.message().contains("'boathouse retention " + lake.name("t") + "'"), sql.message());
        }
        ServiceCommand.Result history = lake.boathouse("history", lake.name("t"));
        assertTrue(history.out().contains("1 snapshot expired"), history.out());
        assertTrue(history.out().contains(Long.toString(first)), "who made what has expired is still told");
    }

    @Test
    void aTableThatCanNotBeJudgedIsNamedAndStopsNoOther() throws Exception {
        Table good = lake.create("good", OLD_AT_ONCE);
        lake.append(good, 1);
        lake.append(good, 1);
        lake.append(lake.create("broken", OLD_AT_ONCE), 1);
        String id = lake.catalog().loadTable(lake.identifier("broken")).location();
        PostgresAddress postgres = stores.postgres();
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE iceberg_table SET metadata = ?, version = version + 1 WHERE location = ?")) {
            update.setBytes(1, new byte[] {'{', '}'});
            update.setString(2, id);
            assertEquals(1, update.executeUpdate());
        }
        Answer done = expiring.expire("'domain': '%s', 'dryRun': false".formatted(lake.domain()));
        assertEquals(200, done.status(), done::toString);
        assertEquals(1, done.body().path("expiredSnapshots").asInt(), done.toString());
        assertEquals(lake.name("broken"), done.body().at("/failed/0/table").asText());
        ServiceCommand.Result command = lake.boathouse("expire", "--domain", lake.domain());
        assertEquals(1, command.exit(), command.toString());
        assertTrue(command.err().contains(lake.name("broken") + " was left as it is"), command.err());
    }

    @Test
    void writersAndTaggersBesideItLoseNothing() throws Exception {
        Table table = lake.create("t", OLD_AT_ONCE);
        lake.append(table, 1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> writer = threads.submit(() -> {
                Table mine = lake.catalog().loadTable(lake.identifier("t"));
                int rows = 0;
                for (; rows < 40; rows++) {
                    lake.append(mine, 1);
                    if (rows % 4 == 0) {
                        tag(mine, "t" + rows);
                    }
                }
                return rows;
            });
            int expired = 0;
            while (!writer.isDone()) {
                JsonNode report = expiring.expire("t", false).body();
                expired += report.path("expiredSnapshots").asInt();
            }
            assertEquals(40, writer.get());
            assertTrue(expired > 0);
        } finally {
            threads.shutdownNow();
        }
        table.refresh();
        assertEquals("41", table.currentSnapshot().summary().get("total-records"));
        for (int i = 0; i < 40; i += 4) {
            assertNotNull(table.snapshot("t" + i), "tag t" + i);
        }
        assertEquals(11, table.refs().size());
    }

    /** Iceberg's client tries a change of refs once, on what it had read: who is overtaken by the expiry tries again. */
    private static void tag(Table table, String name) {
        Tasks.foreach(name)
                .retry(100)
                .exponentialBackoff(10, 100, 60_000, 2)
                .onlyRetryOn(CommitFailedException.class)
                .run(tag -> {
                    table.refresh();
                    table.manageSnapshots()
                            .createTag(tag, table.currentSnapshot().snapshotId())
                            .commit();
                });
    }

    @Test
    void aRequestWithAKeyIsDoneOnce() {
        Table table = lake.create("t", OLD_AT_ONCE);
        lake.append(table, 1);
        lake.append(table, 1);
        UUID key = UUID.randomUUID();
        String body = "{'tables': ['%s'], 'dryRun': false}".formatted(lake.name("t"));
        StateClient.pause();
        Answer first = lake.call("POST", "/expire", body, key);
        assertEquals(1, first.body().path("expiredSnapshots").asInt(), first.toString());
        lake.append(table, 1);
        StateClient.pause();
        assertEquals(first, lake.call("POST", "/expire", body, key));
        assertEquals(2, expiring.snapshots("t").size(), "the second request was answered, not run");
        UUID setting = UUID.randomUUID();
        String path = "/tables/%s/retention".formatted(lake.name("t"));
        Answer set = lake.call("PUT", path, "{'minSnapshotsToKeep': 5}", setting);
        assertEquals(set, lake.call("PUT", path, "{'minSnapshotsToKeep': 5}", setting));
        assertEquals("set", set.body().path("action").asText());
    }

    @Test
    void theCommandLineSaysTheSame() {
        Table table = lake.create("t", Map.of());
        lake.append(table, 1);
        lake.append(table, 1);
        String name = lake.name("t");
        ServiceCommand.Result set = lake.boathouse("retention", name, "--max-snapshot-age", "1s");
        assertEquals(0, set.exit(), set.toString());
        assertTrue(set.err().contains("set for table " + name), set.err());
        assertTrue(set.out().contains("maxSnapshotAge"), set.out());
        assertEquals(2, lake.boathouse("retention").exit());
        assertEquals(2, lake.boathouse("expire", name, "--domain", "x").exit());
        ServiceCommand.Result wrong = lake.boathouse("retention", name, "--max-snapshot-age", "soon");
        assertEquals(1, wrong.exit());
        assertTrue(wrong.err().contains("maxSnapshotAge: expected such as 30d"), wrong.err());
        sleep(Duration.ofMillis(1_100));
        lake.append(table, 1);
        sleep(Duration.ofMillis(1_100));
        ServiceCommand.Result told = lake.boathouse("expire", name, "--dry-run");
        assertTrue(told.out().startsWith(name + "  (snapshots are kept for 1s, says table " + name + ")"), told.out());
        assertTrue(told.err().contains("would expire: 2 snapshots, 0 branches and tags"), told.err());
        ServiceCommand.Result done = lake.boathouse("expire", name, "--json");
        assertEquals(2, lake.json(done).path("expiredSnapshots").asInt(), done.toString());
    }
}
