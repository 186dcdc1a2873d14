package org.boathouse.service.dropped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bringing back what was dropped, over HTTP and on the command line, against the built service. */
@ExtendWith(StoresExtension.class)
class UndropIT {
    private StateClient lake;
    private Table table;
    private long head;

    @BeforeEach
    void open(LakeProcess process) {
        lake = new StateClient(process);
        table = lake.create("t", Map.of());
        head = lake.append(table, 3);
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    private Answer undrop(String name, String more) {
        return lake.post("/undrop", "{'names': ['%s']%s}".formatted(name, more));
    }

    /** Iceberg's client asks maps for null. */
    private static Map<String, String> properties(String owner) {
        return new HashMap<>(Map.of("owner", owner));
    }

    private static void refused(int status, String message, Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(answer.message().contains(message), answer.message());
    }

    @Test
    void aDroppedTableIsListedAndComesBackAsItWasPurgedOrNot() {
        for (boolean purge : new boolean[] {false, true}) {
            lake.catalog().dropTable(lake.identifier("t"), purge);
            JsonNode listed =
                    lake.get("/dropped?domain=" + lake.domain()).body().at("/dropped/0");
            assertEquals(lake.name("t"), listed.path("name").asText());
            assertEquals("table", listed.path("type").asText());
            assertEquals("owner", listed.path("droppedBy").asText());
            assertEquals(head, listed.path("snapshotId").asLong());
            assertEquals(3, listed.path("rows").asLong());
            assertEquals("id long required", listed.at("/columns/0").asText());

            UUID key = UUID.randomUUID();
            String body = "{'names': ['%s']}".formatted(lake.name("t"));
            Answer back = lake.call("POST", "/undrop", body, key);
            assertEquals("undropped", back.body().at("/undropped/0/action").asText(), back::toString);
            assertEquals(head, lake.ref("t", "main"));
            assertEquals(
                    ((BaseTable) table).operations().current().uuid(),
                    ((BaseTable) lake.catalog().loadTable(lake.identifier("t")))
                            .operations()
                            .current()
                            .uuid());
            assertEquals(back, lake.call("POST", "/undrop", body, key), "the same key, the same answer");
            assertEquals(
                    "unchanged",
                    undrop(lake.name("t"), "").body().at("/undropped/0/action").asText());
            assertEquals(
                    0,
                    lake.get("/dropped?domain=" + lake.domain())
                            .body()
                            .path("dropped")
                            .size());
        }
    }

    @Test
    void itsNamespaceComesBackWithItAndItsProperties() {
        Namespace namespace = Namespace.of(lake.domain(), "silver");
        lake.catalog().setProperties(namespace, properties("ann"));
        lake.catalog().dropTable(lake.identifier("t"), false);
        lake.catalog().dropNamespace(namespace);
        assertEquals(200, undrop(lake.name("t"), "").status());
        assertEquals("ann", lake.catalog().loadNamespaceMetadata(namespace).get("owner"));
        assertEquals(head, lake.ref("t", "main"));
    }

    @Test
    void aNamespaceComesBackByItself() {
        Namespace namespace = Namespace.of(lake.domain(), "gold");
        lake.catalog().createNamespace(namespace, properties("bob"));
        lake.catalog().dropNamespace(namespace);
        String name = lake.domain() + ".gold";
        assertEquals(
                "namespace",
                lake.get("/dropped?domain=" + lake.domain())
                        .body()
                        .at("/dropped/0/type")
                        .asText());
        assertEquals(200, undrop(name, "").status());
        assertEquals("bob", lake.catalog().loadNamespaceMetadata(namespace).get("owner"));
        assertEquals(
                "unchanged", undrop(name, "").body().at("/undropped/0/action").asText());
    }

    @Test
    void aViewComesBackAndItsNameWasFreeMeanwhile() {
        TableIdentifier view = lake.identifier("v");
        lake.catalog()
                .buildView(view)
                .withSchema(StateClient.SCHEMA)
                .withDefaultNamespace(view.namespace())
                .withQuery("spark", "SELECT 1")
                .create();
        lake.catalog().dropView(view);
        assertFalse(lake.catalog().viewExists(view));
        lake.create("v", Map.of());
        refused(409, "A table has the name", undrop(lake.name("v"), ""));
        assertEquals(200, undrop(lake.name("v"), ", 'as': 'w'").status());
        assertEquals(
                "SELECT 1",
                lake.catalog().loadView(lake.identifier("w")).sqlFor("spark").sql());
    }

    @Test
    void aTakenNameIsRefusedWithWhatToDo() {
        lake.catalog().dropTable(lake.identifier("t"), false);
        lake.create("t", Map.of());
        refused(
                409,
                "bring %s back under another one (--as NAME)".formatted(lake.name("t")),
                undrop(lake.name("t"), ""));
        Answer as = undrop(lake.name("t"), ", 'as': 't_old'");
        assertEquals(lake.name("t_old"), as.body().at("/undropped/0/name").asText(), as::toString);
        assertEquals(head, lake.ref("t_old", "main"));
    }

    @Test
    void whatWasRegisteredElsewhereMeanwhileStaysThere() {
        String metadata = ((BaseTable) table).operations().current().metadataFileLocation();
        lake.catalog().dropTable(lake.identifier("t"), false);
        lake.catalog().registerTable(lake.identifier("again"), metadata);
        refused(409, "its files are those of " + lake.name("again"), undrop(lake.name("t"), ""));
    }

    @Test
    void severalComeBackTogetherOrNotAtAll() {
        lake.create("u", Map.of());
        lake.catalog().dropTable(lake.identifier("t"), false);
        lake.catalog().dropTable(lake.identifier("u"), false);
        lake.create("u", Map.of());
        String both = "{'names': ['%s', '%s']}".formatted(lake.name("t"), lake.name("u"));
        refused(409, "has the name", lake.post("/undrop", both));
        assertFalse(lake.catalog().tableExists(lake.identifier("t")));
        lake.catalog().dropTable(lake.identifier("u"), false);
        Answer answer = lake.post("/undrop", both);
        assertEquals(2, answer.body().path("undropped").size(), answer::toString);
        assertTrue(lake.catalog().tableExists(lake.identifier("t")));
    }

    @Test
    void whatCannotBeIsRefusedAndSaysWhy() {
        refused(
                404,
                "Nothing named %s was dropped in the last 7 days".formatted(lake.name("x")),
                undrop(lake.name("x"), ""));
        refused(400, "names: expected a list", lake.post("/undrop", "{}"));
        refused(400, "one thing alone", lake.post("/undrop", "{'names': ['a.b', 'a.c'], 'as': 'd'}"));
        refused(400, "type: 'tabel' is none; did you mean table?", undrop(lake.name("t"), ", 'type': 'tabel'"));
        refused(404, "No view named " + lake.name("t"), undrop(lake.name("t"), ", 'type': 'view'"));
        assertEquals(200, undrop(lake.name("t"), ", 'type': 'table'").status(), "it is there");
        lake.catalog().dropTable(lake.identifier("t"), false);
        refused(404, "No view named " + lake.name("t"), undrop(lake.name("t"), ", 'type': 'view'"));
        Answer dry = undrop(lake.name("t"), ", 'dryRun': true");
        assertEquals("undropped", dry.body().at("/undropped/0/action").asText());
        assertFalse(lake.catalog().tableExists(lake.identifier("t")));
        assertEquals(
                "table.dropped",
                lake.get("/tables/" + lake.name("t") + "/history")
                        .body()
                        .at("/changes/0/kind")
                        .asText(),
                "nothing is told of it");
        lake.create("t", Map.of());
        refused(409, "A table has the name", undrop(lake.name("t"), ", 'dryRun': true"));
    }

    @Test
    void theCommandsDoTheSame() {
        lake.catalog().dropTable(lake.identifier("t"), false);
        ServiceCommand.Result listed = lake.boathouse("tables", lake.domain(), "--dropped");
        assertTrue(listed.out().contains(lake.name("t") + "  table     3"), listed.out());
        ServiceCommand.Result back = lake.boathouse("undrop", lake.name("t"));
        assertEquals(0, back.exit(), back::toString);
        assertEquals("undropped  table %s\n".formatted(lake.name("t")), back.err());
        assertEquals(1, lake.boathouse("undrop", lake.name("nothing")).exit());
        assertEquals(2, lake.boathouse("undrop").exit());
    }
}
