package org.boathouse.service.diff;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.boathouse.service.query.TestLake;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two points of a history beside each other, over HTTP and on the command line, against the built service. */
@ExtendWith(StoresExtension.class)
class DiffIT {
    private static final Schema KEYED = new Schema(
            List.of(
                    required(1, "id", Types.LongType.get()),
                    optional(2, "name", Types.StringType.get()),
                    optional(3, "size", Types.IntegerType.get())),
            Set.of(1));

    private StateClient lake;
    private Table table;
    private long first;
    private long second;

    @BeforeEach
    void open(LakeProcess process) {
        lake = new StateClient(process);
        table = lake.catalog().createTable(lake.identifier("t"), KEYED, PartitionSpec.unpartitioned());
        DataFile old = TestLake.append(table, row(1L, "one", 1), row(2L, "two", 2), row(3L, "three", null));
        first = table.currentSnapshot().snapshotId();
        StateClient.pause();
        table.updateSchema()
                .renameColumn("name", "label")
                .addColumn("more", Types.StringType.get())
                .commit();
        table.updateSchema().updateColumn("size", Types.LongType.get()).commit();
        table.updateSpec().addField(Expressions.bucket("id", 4)).commit();
        table.updateSpec().removeField(Expressions.bucket("id", 4)).commit();
        table.updateProperties().set("color", "blue").commit();
        table.newDelete().deleteFile(old).commit();
        TestLake.append(table, row(2L, "two", 2L, null), row(3L, "drei", null, null), row(4L, "four", 4L, "new"));
        second = table.currentSnapshot().snapshotId();
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    private static Object[] row(Object... values) {
        return values;
    }

    private JsonNode diff(String table, String query) {
        Answer answer = lake.get("/tables/" + lake.name(table) + "/diff" + query);
        assertEquals(200, answer.status(), answer::toString);
        return answer.body();
    }

    @Test
    void tellsColumnsPropertiesFilesAndRowsByKey() {
        JsonNode diff = diff("t", "?from=" + first);
        assertEquals(first, diff.at("/from/snapshotId").asLong());
        assertEquals(second, diff.at("/to/snapshotId").asLong());
        assertEquals(3, diff.at("/to/rows").asLong());
        assertEquals("column_renamed", diff.at("/schema/0/change").asText(), diff::toString);
        assertEquals("breaking", diff.at("/schema/0/readers").asText());
        assertTrue(diff.path("schema").toString().contains("type_widened"), diff::toString);
        assertTrue(diff.path("schema").toString().contains("column_added"), diff::toString);
        assertEquals(
                "[{\"key\":\"color\",\"from\":null,\"to\":\"blue\"}]",
                diff.path("properties").toString());
        assertEquals(1, diff.at("/files/added").asLong());
        assertEquals(1, diff.at("/files/removed").asLong());
        JsonNode rows = diff.path("rows");
        assertEquals("[\"id\"]", rows.path("key").toString(), diff::toString);
        assertEquals(1, rows.path("added").asLong());
        assertEquals(1, rows.path("removed").asLong());
        assertEquals(1, rows.path("changed").asLong());
        assertEquals("removed", rows.at("/shown/0/change").asText());
        assertEquals(
                "{\"id\":1,\"name\":\"one\",\"size\":1}",
                rows.at("/shown/0/from").toString());
        assertEquals("changed", rows.at("/shown/1/change").asText());
        assertEquals("three", rows.at("/shown/1/from/name").asText());
        assertEquals("drei", rows.at("/shown/1/to/label").asText());
        assertEquals("added", rows.at("/shown/2/change").asText());
        assertTrue(rows.at("/shown/2/from").isNull());
        assertEquals("[]", diff.path("notes").toString());
    }

    @Test
    void rowsComeInPages() {
        JsonNode page = diff("t", "?from=" + first + "&to=" + second + "&rows=2&offset=1")
                .path("rows");
        assertEquals(2, page.path("shown").size());
        assertEquals("added", page.at("/shown/1/change").asText());
        assertEquals(false, page.path("more").asBoolean());
        JsonNode one = diff("t", "?from=" + first + "&rows=1").path("rows");
        assertTrue(one.path("more").asBoolean());
        assertEquals(
                0, diff("t", "?from=" + first + "&rows=0").at("/rows/shown").size());
    }

    @Test
    void aPointBesideItselfIsTheSame() {
        JsonNode diff = diff("t", "?from=main&to=main");
        assertEquals("[]", diff.path("schema").toString());
        assertEquals("[]", diff.path("properties").toString());
        assertEquals(
                0, diff.at("/files/added").asLong() + diff.at("/files/removed").asLong());
        assertEquals(0, diff.at("/rows/changed").asLong());
    }

    @Test
    void withoutAKeyRowsAreOnlyCountedAndThatIsSaid() {
        Table keyless = lake.create("k", Map.of());
        lake.append(keyless, 5);
        long from = keyless.currentSnapshot().snapshotId();
        lake.append(keyless, 7);
        JsonNode diff = diff("k", "?from=" + from);
        assertTrue(diff.path("rows").isNull());
        assertEquals(5, diff.at("/from/rows").asLong());
        assertEquals(12, diff.at("/to/rows").asLong());
        assertEquals(
                "Rows are counted only: the table has no key that tells them apart at both points",
                diff.at("/notes/0").asText());
    }

    @Test
    void rowsAreComparedWhateverTheTableIsCalledIfSqlReachesIt() {
        Namespace odd = Namespace.of(lake.domain() + " \"x\"", "lay'er; --");
        lake.catalog().createNamespace(Namespace.of(odd.level(0)));
        lake.catalog().createNamespace(odd);
        JsonNode rows = changed(TableIdentifier.of(odd, "t\"able % ü")).path("rows");
        assertEquals(1, rows.path("added").asLong(), rows::toString);
        assertEquals("two", rows.at("/shown/0/to/name").asText(), rows::toString);

        for (TableIdentifier unreached :
                List.of(TableIdentifier.of(odd, "Capital"), TableIdentifier.of(odd.level(0), "two"))) {
            JsonNode counted = changed(unreached);
            assertTrue(counted.path("rows").isNull(), counted::toString);
            assertTrue(
                    counted.at("/notes/0").asText().contains("SQL reaches tables of three names"), counted::toString);
            assertEquals(1, counted.at("/files/added").asLong());
        }
    }

    private JsonNode changed(TableIdentifier name) {
        Table odd = lake.catalog().createTable(name, KEYED, PartitionSpec.unpartitioned());
        TestLake.append(odd, row(1L, "one", 1));
        long before = odd.currentSnapshot().snapshotId();
        StateClient.pause();
        TestLake.append(odd, row(2L, "two", 2));
        String path = URLEncoder.encode(name.toString(), StandardCharsets.UTF_8).replace("+", "%20");
        Answer answer = lake.get("/tables/" + path + "/diff?from=" + before);
        assertEquals(200, answer.status(), answer::toString);
        return answer.body();
    }

    @Test
    void whatIsNoPointIsRefused() {
        assertEquals(400, lake.get("/tables/" + lake.name("t") + "/diff").status());
        assertEquals(
                404,
                lake.get("/tables/" + lake.name("t") + "/diff?from=nowhere").status());
        assertEquals(
                404, lake.get("/tables/" + lake.name("u") + "/diff?from=main").status());
        assertEquals(
                400,
                lake.get("/tables/" + lake.name("t") + "/diff?from=main&rows=5000")
                        .status());
    }

    @Test
    void theCommandShowsIt() {
        ServiceCommand.Result shown = lake.boathouse("diff", lake.name("t"), Long.toString(first));
        assertEquals(0, shown.exit(), shown::toString);
        assertTrue(shown.out().contains("\nproperty    color: null -> blue\n"), shown.out());
        assertTrue(shown.out().contains("\nrows        1 added, 1 removed, 1 changed\n"), shown.out());
        assertTrue(shown.out().contains("\n  -  id=1  name=one  size=1\n"), shown.out());
        assertTrue(shown.out().contains("\n  +  id=4  label=four  size=4  more=new\n"), shown.out());
        assertEquals(2, lake.boathouse("diff", lake.name("t")).exit());
    }
}
