package org.boathouse.service.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans planned by the service are those that Iceberg's own client plans by itself. The files are told of, not written. */
@ExtendWith(StoresExtension.class)
class ScanPlanningIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "city", Types.StringType.get()),
            Types.NestedField.optional(3, "at", Types.TimestampType.withZone()));
    private static final PartitionSpec BY_CITY =
            PartitionSpec.builderFor(SCHEMA).identity("city").build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RESTCatalog local = new RESTCatalog();
    private final RESTCatalog remote = new RESTCatalog();
    private final RESTCatalog later = new RESTCatalog();
    private final Namespace namespace = Namespace.of("p" + UUID.randomUUID());
    private final TableIdentifier name = TableIdentifier.of(namespace, "events");
    private LakeProcess lake;

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        this.lake = lake;
        Map<String, String> properties = new CatalogConnection(lake.address(), storage).properties();
        properties.put("rest.client.max-retries", "1");
        local.initialize("lake", properties);
        Map<String, String> server = new HashMap<>(properties);
        server.put("scan-planning-mode", "server");
        remote.initialize("lake", server);
        Map<String, String> async = new HashMap<>(server);
        async.put("header.Prefer", "respond-async");
        later.initialize("lake", async);
        local.createNamespace(namespace);
    }

    @AfterEach
    void disconnect() throws Exception {
        local.close();
        remote.close();
        later.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void filtersDeletesBranchesAndOldSnapshotsGiveTheSameTasks(int formatVersion) {
        Table table = table(formatVersion);
        DataFile oslo = file("Oslo", 0, 9);
        DataFile bergen = file("Bergen & co", 10, 19);
        table.newAppend().appendFile(oslo).appendFile(bergen).commit();
        long first = table.currentSnapshot().snapshotId();
        table.newRowDelta()
                .addDeletes(positionDelete(formatVersion, oslo))
                .addDeletes(equalityDelete("Bergen & co"))
                .commit();
        table.updateSchema()
                .renameColumn("id", "number")
                .addColumn("more", Types.StringType.get())
                .commit();
        table.newAppend().appendFile(file("Oslo", 20, 29)).toBranch("try").commit();
        table.newAppend().appendFile(file(null, 30, 39)).commit();

        assertSame(scan -> scan);
        assertSame(scan -> scan.filter(Expressions.equal("city", "Oslo")));
        assertSame(scan ->
                scan.filter(Expressions.and(Expressions.greaterThan("number", 12), Expressions.notNull("city"))));
        assertSame(scan -> scan.filter(Expressions.or(Expressions.isNull("city"), Expressions.lessThan("NUMBER", 3)))
                .caseSensitive(false));
        assertSame(scan -> scan.filter(Expressions.lessThan("number", -1)));
        assertSame(scan -> scan.filter(Expressions.greaterThan("at", "2026-01-01T00:00:00+00:00")));
        assertSame(scan -> scan.select("number", "more"));
        assertSame(scan -> scan.includeColumnStats(new HashSet<>(Set.of("number"))));
        assertSame(scan -> scan.useRef("try").filter(Expressions.greaterThan("number", 15)));
        assertSame(scan -> scan.useSnapshot(first).filter(Expressions.equal("city", "Oslo")));
        assertEquals(3, tasks(remote.loadTable(name).newScan()).size());
        assertEquals(
                2, tasks(remote.loadTable(name).newScan().useSnapshot(first)).size());
        assertEquals(List.of(0, 1, 1), deletesIn(remote), "the deletes are told of");
    }

    /** By HTTP, for Iceberg's client can't read a residual over a name that the table no longer has. */
    @Test
    void anOldSnapshotIsFilteredByItsOwnSchemaOrTheTablesAsAsked() throws Exception {
        Table table = table(2);
        table.newAppend()
                .appendFile(file("Oslo", 0, 9))
                .appendFile(file("Oslo", 10, 19))
                .commit();
        long first = table.currentSnapshot().snapshotId();
        table.updateSchema().renameColumn("id", "number").commit();
        table.newAppend().appendFile(file("Oslo", 20, 29)).commit();
        String request = """
                {"snapshot-id": %s, "use-snapshot-schema": %s, "filter": {"type": "gt", "term": "%s", "value": 15}}""";
        for (HttpResponse<String> answer :
                List.of(plan(request.formatted(first, true, "id")), plan(request.formatted(first, false, "number")))) {
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(1, JSON.readTree(answer.body()).path("file-scan-tasks").size());
        }
        assertEquals(400, plan(request.formatted(first, true, "number")).statusCode());
        assertEquals(400, plan(request.formatted(first, false, "id")).statusCode());
    }

    @Test
    void manyTasksComeInPages() {
        Table table = table(2);
        AppendFiles append = table.newFastAppend();
        IntStream.range(0, 2_345).forEach(i -> append.appendFile(file("city " + i % 7, i, i)));
        append.commit();
        assertEquals(2_345, tasks(remote.loadTable(name).newScan()).size());
        assertSame(scan -> scan.filter(Expressions.lessThan("id", 1_500)));
    }

    @Test
    void anEmptyTableAndAnEmptyResultHaveNoTasks() {
        table(2);
        assertEquals(List.of(), tasks(remote.loadTable(name).newScan()));
        assertEquals(List.of(), tasks(later.loadTable(name).newScan()));
    }

    @Test
    void aRangeOfAppendsIsPlannedFromAfterItsStart() throws Exception {
        Table table = table(2);
        List<Long> snapshots = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            table.newAppend().appendFile(file("Oslo", i * 10, i * 10 + 9)).commit();
            snapshots.add(table.currentSnapshot().snapshotId());
        }
        Set<String> expected = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks = table.newIncrementalAppendScan()
                .fromSnapshotExclusive(snapshots.get(0))
                .toSnapshot(snapshots.get(2))
                .planFiles()) {
            tasks.forEach(task -> expected.add(task.file().location()));
        }
        JsonNode answer = JSON.readTree(
                plan("""
                {"start-snapshot-id": %s, "end-snapshot-id": %s}""".formatted(snapshots.get(0), snapshots.get(2))).body());
        Set<String> planned = new HashSet<>();
        answer.path("file-scan-tasks")
                .forEach(task ->
                        planned.add(task.path("data-file").path("file-path").asText()));
        assertEquals(expected, planned);
        assertEquals(2, planned.size());
        assertEquals("completed", answer.path("status").asText());
        assertFalse(answer.has("plan-id"), "nothing is held for a plan that was answered whole");
    }

    @Test
    void whatCannotBePlannedIsABadRequestAtOnceAndAFailureLater() throws Exception {
        Table table = table(2);
        table.newAppend().appendFile(file("Oslo", 0, 9)).commit();
        assertThrows(
                BadRequestException.class,
                () -> tasks(remote.loadTable(name).newScan().filter(Expressions.equal("none", 1))));
        for (String request : List.of(
                "{\"snapshot-id\": 1}",
                "{\"snapshot-id\": 1, \"use-snapshot-schema\": true}",
                "{\"start-snapshot-id\": 1}",
                "{\"start-snapshot-id\": 1, \"end-snapshot-id\": 2}",
                "{\"min-rows-requested\": -1}",
                "{\"filter\": {\"type\": \"eq\", \"term\": \"none\", \"value\": 1}}",
                "{\"filter\": {\"type\": \"nonsense\"}}")) {
            assertEquals(400, plan(request).statusCode(), request);
        }
        JsonNode submitted =
                JSON.readTree(send("POST", "/plan", """
                {"filter": {"type": "eq", "term": "none", "value": 1}}""", "respond-async").body());
        assertEquals("submitted", submitted.path("status").asText());
        JsonNode failed = await(submitted.path("plan-id").asText(), "failed");
        assertEquals(400, failed.path("error").path("code").asInt(), failed.toString());
        assertTrue(failed.path("error").path("message").asText().contains("none"), failed.toString());
    }

    @Test
    void aPlanIsFetchedFromAnotherReplicaCancelledAndExpires(TestStores stores, PostgresAddress postgres)
            throws Exception {
        Table table = table(2);
        AppendFiles append = table.newFastAppend();
        IntStream.range(0, 1_500).forEach(i -> append.appendFile(file("Oslo", i, i)));
        append.commit();
        String id = JSON.readTree(send("POST", "/plan", "{}", "respond-async").body())
                .path("plan-id")
                .asText();
        JsonNode plan = await(id, "completed");
        assertEquals(1_000, plan.path("file-scan-tasks").size());
        assertEquals(1, plan.path("plan-tasks").size());
        String task = JSON.createObjectNode()
                .put("plan-task", plan.path("plan-tasks").path(0).asText())
                .toString();
        LakeProcess first = lake;
        try (LakeProcess second = LakeProcess.serve(stores)) {
            lake = second;
            assertEquals(plan, await(id, "completed"));
            JsonNode rest = JSON.readTree(send("POST", "/tasks", task, null).body());
            assertEquals(500, rest.path("file-scan-tasks").size());
        } finally {
            lake = first;
        }

        sql(postgres, "UPDATE scan_plan SET expires_at = now() - interval '1 second' WHERE plan_id = '%s'", id);
        HttpResponse<String> expired = send("GET", "/plan/" + id, null, null);
        assertEquals(404, expired.statusCode());
        assertTrue(expired.body().contains("NoSuchPlanIdException")
                && expired.body().contains("expired"));
        HttpResponse<String> expiredTask = send("POST", "/tasks", task, null);
        assertEquals(404, expiredTask.statusCode());
        assertTrue(expiredTask.body().contains("NoSuchPlanTaskException")
                && expiredTask.body().contains("expired"));
        sql(postgres, "UPDATE scan_plan SET expires_at = now() + interval '1 minute' WHERE plan_id = '%s'", id);

        assertEquals(204, send("DELETE", "/plan/" + id, null, null).statusCode());
        assertEquals(204, send("DELETE", "/plan/" + id, null, null).statusCode());
        await(id, "cancelled");
        HttpResponse<String> cancelled = send("POST", "/tasks", task, null);
        assertEquals(404, cancelled.statusCode());
        assertTrue(cancelled.body().contains("cancelled"), cancelled.body());
    }

    @Test
    void aPlanWhoseReplicaWentAwayHasFailed(PostgresAddress postgres) throws Exception {
        table(2);
        String id = JSON.readTree(send("POST", "/plan", "{}", "respond-async").body())
                .path("plan-id")
                .asText();
        await(id, "completed");
        sql(postgres, """
                UPDATE scan_plan SET status = 'submitted', expires_at = now() - interval '1 second'
                WHERE plan_id = '%s'""", id);
        JsonNode failed = await(id, "failed");
        assertEquals(503, failed.path("error").path("code").asInt());
    }

    @Test
    void plansOfOtherTablesAndUnknownOnesAreNotThere() throws Exception {
        table(2);
        String id = JSON.readTree(send("POST", "/plan", "{}", "respond-async").body())
                .path("plan-id")
                .asText();
        await(id, "completed");
        local.createTable(TableIdentifier.of(namespace, "other"), SCHEMA);
        for (String path : List.of(
                "/tables/other/plan/" + id,
                "/tables/events/plan/" + UUID.randomUUID(),
                "/tables/events/plan/nonsense")) {
            for (String method : List.of("GET", "DELETE")) {
                HttpResponse<String> answer = sendTo(method, path, null, null);
                assertEquals(404, answer.statusCode(), path);
                assertTrue(answer.body().contains("NoSuchPlanIdException"), answer.body());
            }
        }
        for (String task : List.of(id + ".1", UUID.randomUUID() + ".1", "nonsense", "")) {
            HttpResponse<String> answer = send("POST", "/tasks", "{\"plan-task\": \"%s\"}".formatted(task), null);
            assertEquals(404, answer.statusCode(), task);
            assertTrue(answer.body().contains("NoSuchPlanTaskException"), answer.body());
        }
        HttpResponse<String> noTable = sendTo("POST", "/tables/none/plan", "{}", null);
        assertEquals(404, noTable.statusCode());
        assertTrue(noTable.body().contains("NoSuchTableException"), noTable.body());
    }

    @Test
    void nobodyHoldsMoreThanTheAllowedNumberOfPlans(PostgresAddress postgres) throws Exception {
        table(2);
        UUID marked = UUID.randomUUID();
        sql(postgres, """
                INSERT INTO scan_plan (plan_id, table_id, principal, status, expires_at)
                SELECT gen_random_uuid(), '%s', 'owner', 'completed', now() + interval '1 hour'
                FROM generate_series(1, 100)""", marked);
        try {
            HttpResponse<String> refused = plan("{}");
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("100 plans"), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        } finally {
            sql(postgres, "DELETE FROM scan_plan WHERE table_id = '%s'", marked);
        }
        assertEquals(200, plan("{}").statusCode());
    }

    private Table table(int formatVersion) {
        return local.buildTable(name, SCHEMA)
                .withPartitionSpec(BY_CITY)
                .withProperty("format-version", Integer.toString(formatVersion))
                .create();
    }

    private void assertSame(UnaryOperator<TableScan> scan) {
        List<String> expected = tasks(scan.apply(local.loadTable(name).newScan()));
        assertEquals(expected, tasks(scan.apply(remote.loadTable(name).newScan())));
        assertEquals(expected, tasks(scan.apply(later.loadTable(name).newScan())));
    }

    private List<Integer> deletesIn(RESTCatalog catalog) {
        try (CloseableIterable<FileScanTask> tasks =
                catalog.loadTable(name).newScan().planFiles()) {
            List<FileScanTask> all = new ArrayList<>();
            tasks.forEach(all::add);
            return all.stream().map(task -> task.deletes().size()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything of each task that a reader goes by, in one order. */
    private static List<String> tasks(TableScan scan) {
        List<String> described = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            tasks.forEach(task -> described.add("%s %s+%s %s deletes %s residual %s"
                    .formatted(
                            describe(task.file()),
                            task.start(),
                            task.length(),
                            task.spec().specId(),
                            task.deletes().stream()
                                    .map(ScanPlanningIT::describe)
                                    .sorted()
                                    .toList(),
                            task.residual())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return described.stream().sorted().toList();
    }

    private static String describe(ContentFile<?> file) {
        return "%s %s %s %s rows %s bytes %s equality %s stats %s"
                .formatted(
                        file.content(),
                        file.location(),
                        file.format(),
                        file.partition().get(0, Object.class),
                        file.recordCount(),
                        file.fileSizeInBytes(),
                        file.equalityFieldIds(),
                        file.lowerBounds() == null ? null : file.lowerBounds().keySet());
    }

    private static DataFile file(String city, long lowest, long highest) {
        Metrics metrics = new Metrics(
                10L,
                new HashMap<>(Map.of(1, 80L)),
                new HashMap<>(Map.of(1, 10L)),
                new HashMap<>(Map.of(1, 0L)),
                null,
                new HashMap<>(Map.of(1, bound(lowest))),
                new HashMap<>(Map.of(1, bound(highest))));
        PartitionData partition = new PartitionData(BY_CITY.partitionType());
        partition.set(0, city);
        return DataFiles.builder(BY_CITY)
                .withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(1_000)
                .withPartition(partition)
                .withMetrics(metrics)
                .build();
    }

    private static ByteBuffer bound(long value) {
        return Conversions.toByteBuffer(Types.LongType.get(), value);
    }

    private static DeleteFile positionDelete(int formatVersion, DataFile data) {
        FileMetadata.Builder builder = FileMetadata.deleteFileBuilder(BY_CITY)
                .ofPositionDeletes()
                .withPartition(data.partition())
                .withReferencedDataFile(data.location())
                .withFileSizeInBytes(100)
                .withRecordCount(1);
        return formatVersion == 2
                ? builder.withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                        .build()
                : builder.withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".puffin")
                        .withFormat(FileFormat.PUFFIN)
                        .withContentOffset(4)
                        .withContentSizeInBytes(40)
                        .build();
    }

    private static DeleteFile equalityDelete(String city) {
        PartitionData partition = new PartitionData(BY_CITY.partitionType());
        partition.set(0, city);
        return FileMetadata.deleteFileBuilder(BY_CITY)
                .ofEqualityDeletes(1)
                .withPartition(partition)
                .withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(1)
                .build();
    }

    private JsonNode await(String id, String status) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            HttpResponse<String> answer = send("GET", "/plan/" + id, null, null);
            assertEquals(200, answer.statusCode(), answer.body());
            JsonNode plan = JSON.readTree(answer.body());
            if (!plan.path("status").asText().equals("submitted") || System.nanoTime() > end) {
                assertEquals(status, plan.path("status").asText(), answer.body());
                return plan;
            }
            Thread.sleep(50);
        }
    }

    private HttpResponse<String> plan(String request) throws Exception {
        return send("POST", "/plan", request, null);
    }

    private HttpResponse<String> send(String method, String path, String body, String prefer) throws Exception {
        return sendTo(method, "/tables/events" + path, body, prefer);
    }

    private HttpResponse<String> sendTo(String method, String path, String body, String prefer) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(lake.url() + "/iceberg/v1/namespaces/" + namespace + path))
                .setHeader("Authorization", "Bearer " + lake.token())
                .setHeader("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (prefer != null) {
            request.setHeader("Prefer", prefer);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void sql(PostgresAddress postgres, String statement, Object value) throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement run = connection.createStatement()) {
            run.executeUpdate(statement.formatted(value));
        }
    }
}
