package org.boathouse.service.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
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
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
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
    private final RESTCatalog local = new RESTCatalog();
    private final RESTCatalog remote = new RESTCatalog();
    private final RESTCatalog later = new RESTCatalog();
    private final Namespace namespace = Namespace.of("p" + UUID.randomUUID());
    private final TableIdentifier name = TableIdentifier.of(namespace, "events");
    private PlanningClient client;

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        client = new PlanningClient(lake, namespace);
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
        DataFile oslo = ToldFiles.file("Oslo", 0, 9);
        DataFile bergen = ToldFiles.file("Bergen & co", 10, 19);
        table.newAppend().appendFile(oslo).appendFile(bergen).commit();
        long first = table.currentSnapshot().snapshotId();
        table.newRowDelta()
                .addDeletes(ToldFiles.positionDelete(formatVersion, oslo))
                .addDeletes(ToldFiles.equalityDelete("Bergen & co"))
                .commit();
        table.updateSchema()
                .renameColumn("id", "number")
                .addColumn("more", Types.StringType.get())
                .commit();
        table.newAppend()
                .appendFile(ToldFiles.file("Oslo", 20, 29))
                .toBranch("try")
                .commit();
        table.newAppend().appendFile(ToldFiles.file(null, 30, 39)).commit();

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
                .appendFile(ToldFiles.file("Oslo", 0, 9))
                .appendFile(ToldFiles.file("Oslo", 10, 19))
                .commit();
        long first = table.currentSnapshot().snapshotId();
        table.updateSchema().renameColumn("id", "number").commit();
        table.newAppend().appendFile(ToldFiles.file("Oslo", 20, 29)).commit();
        String request = """
                {"snapshot-id": %s, "use-snapshot-schema": %s, "filter": {"type": "gt", "term": "%s", "value": 15}}""";
        for (HttpResponse<String> answer : List.of(
                client.plan(request.formatted(first, true, "id")),
                client.plan(request.formatted(first, false, "number")))) {
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(1, JSON.readTree(answer.body()).path("file-scan-tasks").size());
        }
        assertEquals(400, client.plan(request.formatted(first, true, "number")).statusCode());
        assertEquals(400, client.plan(request.formatted(first, false, "id")).statusCode());
    }

    @Test
    void manyTasksComeInPages() {
        Table table = table(2);
        AppendFiles append = table.newFastAppend();
        IntStream.range(0, 2_345).forEach(i -> append.appendFile(ToldFiles.file("city " + i % 7, i, i)));
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
            table.newAppend()
                    .appendFile(ToldFiles.file("Oslo", i * 10, i * 10 + 9))
                    .commit();
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
                client.plan("""
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
        table.newAppend().appendFile(ToldFiles.file("Oslo", 0, 9)).commit();
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
            assertEquals(400, client.plan(request).statusCode(), request);
        }
        JsonNode submitted =
                JSON.readTree(client.send("POST", "/plan", """
                {"filter": {"type": "eq", "term": "none", "value": 1}}""", "respond-async").body());
        assertEquals("submitted", submitted.path("status").asText());
        JsonNode failed = client.await(submitted.path("plan-id").asText(), "failed");
        assertEquals(400, failed.path("error").path("code").asInt(), failed.toString());
        assertTrue(failed.path("error").path("message").asText().contains("none"), failed.toString());
    }

    private Table table(int formatVersion) {
        return local.buildTable(name, ToldFiles.SCHEMA)
                .withPartitionSpec(ToldFiles.BY_CITY)
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
}
