package org.boathouse.service.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever reads a table of which a file is gone is told which table, which file, and what to do; and not to try again. */
@ExtendWith(StoresExtension.class)
class DamagedTableIT {
    private final RESTCatalog planning = new RESTCatalog();
    private StateClient lake;
    private LakeAddress address;
    private Table table;
    private long first;
    private long second;

    @BeforeEach
    void open(LakeProcess process) {
        lake = new StateClient(process);
        address = process.address();
        table = lake.create("t", Map.of());
        first = lake.append(table, 1);
        second = lake.append(table, 2);
        Map<String, String> properties =
                new HashMap<>(CatalogConnection.of(process.client()).properties());
        properties.put("scan-planning-mode", "server");
        planning.initialize("lake", properties);
    }

    @AfterEach
    void close() throws IOException {
        planning.close();
        lake.close();
    }

    @Test
    void aManifestListThatIsGoneIsNamedInPlanningAndSqlAndDiff() {
        String gone = table.currentSnapshot().manifestListLocation();
        table.io().deleteFile(gone);
        assertNamed(gone);
        Answer diff = lake.get("/tables/" + lake.name("t") + "/diff?from=" + first + "&to=" + second);
        assertEquals(500, diff.status(), diff::toString);
        assertTold(gone, diff.message());
    }

    @Test
    void aManifestThatIsGoneIsNamedInPlanningAndSql() {
        Snapshot head = table.currentSnapshot();
        String gone = head.dataManifests(table.io()).stream()
                .filter(manifest -> manifest.snapshotId() == second)
                .findFirst()
                .orElseThrow()
                .path();
        table.io().deleteFile(gone);
        assertNamed(gone);
        assertEquals(
                1,
                tasks(planning.loadTable(lake.identifier("t")).newScan().useSnapshot(first)),
                "the point before it is whole");
    }

    @Test
    void aRangeOfSnapshotsNamesTheOneOfWhichAFileIsGone() throws Exception {
        lake.append(table, 3);
        String gone = table.snapshot(second).manifestListLocation();
        table.io().deleteFile(gone);
        // Iceberg's client plans ranges by itself.
        HttpRequest plan = HttpRequest.newBuilder(URI.create(
                        "%s/iceberg/v1/namespaces/%s%%1Fsilver/tables/t/plan".formatted(address.url(), lake.domain())))
                .header("Authorization", "Bearer " + address.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"start-snapshot-id\":%d,\"end-snapshot-id\":%d}"
                        .formatted(first, table.currentSnapshot().snapshotId())))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(plan, HttpResponse.BodyHandlers.ofString());
        assertEquals(500, answer.statusCode(), answer.body());
        assertTold(gone, answer.body());
    }

    @Test
    void aDataFileThatIsGoneIsNamedBySqlAndItsTableCanBeSetBack() throws IOException {
        DataFile file;
        try (CloseableIterable<FileScanTask> tasks =
                table.newIncrementalAppendScan().fromSnapshotExclusive(first).planFiles()) {
            file = tasks.iterator().next().file();
        }
        table.io().deleteFile(file.location());
        ServiceCommand.Result told = lake.boathouse("sql", "SELECT count(name) FROM " + lake.name("t"));
        assertEquals(1, told.exit(), told::toString);
        assertTold(file.location(), told.err());

        String verify = "{'tables': ['%s'], 'to': '%d', 'verify': true}";
        assertEquals(
                200,
                lake.post("/restore", verify.formatted(lake.name("t"), first)).status());
        assertEquals(first, lake.ref("t", "main"));
    }

    private void assertNamed(String gone) {
        ServiceFailureException planned = assertThrows(
                ServiceFailureException.class,
                () -> tasks(planning.loadTable(lake.identifier("t")).newScan()));
        assertTold(gone, planned.getMessage());
        Answer sql = lake.post("/sql", "{'sql': 'SELECT count(*) FROM %s'}".formatted(lake.name("t")));
        assertEquals(500, sql.status(), sql::toString);
        assertEquals("CORRUPT", sql.type());
        assertTold(gone, sql.message());
    }

    private void assertTold(String gone, String message) {
        for (String part :
                new String[] {lake.name("t"), gone + " is not in the store", "boathouse restore", "--verify"}) {
            assertTrue(message.contains(part), message);
        }
    }

    private static int tasks(TableScan scan) {
        List<FileScanTask> all = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            tasks.forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.size();
    }
}
