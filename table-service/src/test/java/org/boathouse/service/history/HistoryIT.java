package org.boathouse.service.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who made a table what it is, over HTTP and on the command line, against the built service. */
@ExtendWith(StoresExtension.class)
class HistoryIT {
    private StateClient lake;
    private Table table;
    private long first;
    private long second;

    @BeforeEach
    void open(LakeProcess process) {
        lake = new StateClient(process);
        table = lake.create("t", Map.of());
        first = lake.append(
                table,
                1,
                "main",
                Map.of(SummaryKeys.RUN_ID, "run-1", SummaryKeys.input(TableName.parse("d.bronze.u")), "42"));
        second = lake.append(table, 2);
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    private JsonNode history(String more) {
        Answer answer = lake.get("/tables/" + lake.name("t") + "/history" + more);
        assertEquals(200, answer.status(), answer::toString);
        return answer.body();
    }

    @Test
    void saysWhoMadeEachSnapshotAndOnWhichBranchesItIs() {
        lake.put("/tables/" + lake.name("t") + "/branches/b", "{'at': '" + first + "'}");
        long beside = lake.append(table, 4, "b", Map.of());
        JsonNode history = history("").path("history");
        assertEquals(3, history.size());
        assertEquals(beside, history.at("/0/snapshotId").asLong());
        assertEquals("[\"b\"]", history.at("/0/branches").toString());
        assertEquals("[\"main\"]", history.at("/1/branches").toString());
        assertEquals("[\"main\",\"b\"]", history.at("/2/branches").toString());
        assertEquals("owner", history.at("/2/by").asText());
        assertEquals("run-1", history.at("/2/runId").asText());
        assertEquals(42, history.at("/2/inputs").path("d.bronze.u").asLong());
        JsonNode one = history("?limit=1");
        assertEquals(1, one.path("history").size());
        assertTrue(one.path("more").asBoolean());
        assertEquals(
                400, lake.get("/tables/" + lake.name("t") + "/history?limit=0").status());
    }

    @Test
    void aSummaryThatAnotherClientMalformedHidesNothingElse() {
        long odd = lake.append(
                table,
                1,
                "main",
                Map.of(
                        SummaryKeys.input(TableName.parse("d.bronze.u")),
                        "43",
                        SummaryKeys.input(TableName.parse("d.bronze.v")),
                        "many",
                        "boathouse.input.../x",
                        "1"));
        JsonNode history = history("").path("history");
        assertEquals(3, history.size());
        assertEquals(odd, history.at("/0/snapshotId").asLong());
        assertEquals("{\"d.bronze.u\":43}", history.at("/0/inputs").toString());
        assertEquals(0, lake.boathouse("history", lake.name("t")).exit());
    }

    @Test
    void tellsOfEveryOtherChangeToo() {
        table.updateSchema().addColumn("more", Types.StringType.get()).commit();
        table.updateSpec().addField("name").commit();
        table.replaceSortOrder().asc("id").commit();
        table.updateProperties().set("color", "blue").commit();
        lake.put("/tables/" + lake.name("t") + "/tags/v1", "{}");
        lake.post("/restore", "{'tables': ['%s'], 'to': '%d'}".formatted(lake.name("t"), first));
        JsonNode changes = history("").path("changes");
        assertEquals("restore", changes.at("/0/operation").asText());
        assertEquals("to " + first, changes.at("/0/reason").asText());
        assertEquals("owner", changes.at("/0/by").asText());
        assertEquals(first, changes.at("/0/what/refs/main").asLong());
        assertEquals("tag", changes.at("/1/operation").asText());
        assertEquals(second, changes.at("/1/what/refs/v1").asLong());
        assertEquals("[\"color\"]", changes.at("/2/what/properties").toString());
        assertEquals("{\"sortOrder\":true}", changes.at("/3/what").toString());
        assertEquals("{\"partitioning\":true}", changes.at("/4/what").toString());
        table.refresh();
        assertEquals(table.schema().schemaId(), changes.at("/5/what/schema").asInt(-1));
        assertEquals(second, changes.at("/6/snapshots/0").asLong());
        assertEquals(
                "table.created", changes.path(changes.size() - 1).path("kind").asText());

        ServiceCommand.Result shown = lake.boathouse("history", lake.name("t"));
        List<String> what = new ArrayList<>();
        shown.out().lines().skip(2).forEach(line -> what.add(line.split(" {2,}")[2]));
        assertEquals(
                List.of(
                        "restore to " + first,
                        "tag v1",
                        "committed; color",
                        "committed; sort order",
                        "committed; partitioning",
                        "committed; schema",
                        "append",
                        "append",
                        "created"),
                what,
                shown::toString);
    }

    @Test
    void ofADroppedTableItTellsWhatItLookedLikeThen() {
        StateClient.Answer none = lake.get("/tables/" + lake.name("t") + "/history?dropped=true");
        assertEquals(404, none.status());
        assertTrue(none.message().startsWith("No dropped table " + lake.name("t")), none.message());
        lake.catalog().dropTable(lake.identifier("t"), false);
        JsonNode history = history("");
        assertEquals(second, history.at("/dropped/snapshotId").asLong());
        assertEquals("owner", history.at("/dropped/droppedBy").asText());
        assertEquals("name string", history.at("/dropped/columns/1").asText());
        assertEquals(2, history.path("history").size());
        assertEquals("table.dropped", history.at("/changes/0/kind").asText());

        lake.create("t", Map.of());
        assertTrue(history("").path("dropped").isNull(), "the live one first");
        assertEquals(2, history("?dropped=true").path("history").size());
        ServiceCommand.Result shown = lake.boathouse("history", lake.name("t"), "--dropped");
        assertTrue(shown.err().contains("'boathouse undrop " + lake.name("t") + "'"), shown.err());
    }
}
