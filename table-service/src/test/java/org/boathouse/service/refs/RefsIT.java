package org.boathouse.service.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Branches and tags over HTTP and on the command line, against the built service. */
@ExtendWith(StoresExtension.class)
class RefsIT {
    private StateClient lake;
    private Table table;
    private long first;
    private long second;

    @BeforeEach
    void open(LakeProcess process) {
        lake = new StateClient(process);
        table = lake.create("t", Map.of());
        first = lake.append(table, 1);
        second = lake.append(table, 2);
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    private String at(String path) {
        return "/tables/" + lake.name("t") + path;
    }

    @Test
    void aTagNamesAPointAndRepeatingItChangesNothing() {
        Answer made = lake.put(at("/tags/v1"), "{'at': '" + first + "', 'keepFor': '30d'}");
        assertEquals(200, made.status(), made::toString);
        assertEquals("created", made.body().path("action").asText());
        assertEquals("30d", made.body().at("/ref/keptFor").asText());
        assertEquals(first, lake.ref("t", "v1"));

        Answer again = lake.put(at("/tags/v1"), "{'at': '" + first + "', 'keepFor': '30d'}");
        assertEquals("unchanged", again.body().path("action").asText());
        assertEquals(
                "unchanged",
                lake.put(at("/tags/v1"), "{}").body().path("action").asText());

        Answer elsewhere = lake.put(at("/tags/v1"), "{'at': 'main'}");
        assertEquals(409, elsewhere.status());
        assertTrue(elsewhere.message().contains("at snapshot " + first), elsewhere.message());
        Answer moved = lake.put(at("/tags/v1"), "{'at': 'main', 'replace': true}");
        assertEquals("replaced", moved.body().path("action").asText());
        assertEquals(first, moved.body().path("was").asLong());
        assertEquals(second, lake.ref("t", "v1"));
        assertEquals("30d", moved.body().at("/ref/keptFor").asText(), "what is not said stays");

        Answer list = lake.get(at("/refs"));
        assertEquals("main", list.body().at("/refs/0/name").asText());
        assertEquals("v1", list.body().at("/refs/1/name").asText());
    }

    @Test
    void whatIsNeitherYesNorNoIsNotTakenForANo() {
        lake.call("PUT", at("/tags/v1"), "{}", UUID.randomUUID());
        Answer refused = lake.call("DELETE", at("/tags/v1") + "?dryRun=yes", null, UUID.randomUUID());
        assertEquals(400, refused.status());
        assertNotNull(lake.ref("t", "v1"));
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
        UUID key = UUID.randomUUID();
        Answer would = lake.call("PUT", at("/tags/v1"), "{'dryRun': true}", key);
        assertEquals("created", would.body().path("action").asText());
        assertNull(lake.ref("t", "v1"));
        Answer refused = lake.call("PUT", at("/tags/v1"), "{'at': 'nowhere', 'dryRun': true}", UUID.randomUUID());
        assertEquals(404, refused.status());
        assertEquals(
                "created",
                lake.call("PUT", at("/tags/v1"), "{}", key)
                        .body()
                        .path("action")
                        .asText(),
                "the key is still free");
    }

    @Test
    void aRequestWithAKeyIsAppliedOnceAndAnsweredAlike() {
        UUID key = UUID.randomUUID();
        Answer made = lake.call("PUT", at("/tags/v1"), "{}", key);
        lake.delete(at("/tags/v1"));
        Answer again = lake.call("PUT", at("/tags/v1"), "{}", key);
        assertEquals(made, again);
        assertNull(lake.ref("t", "v1"), "it was not made again");
        assertEquals(
                400, lake.call("PUT", at("/tags/v1"), "{'at': 'main'}", key).status(), "another request");
    }

    @Test
    void whatCannotBeIsRefusedAndSaysWhy() {
        refused(400, "reads as a snapshot id or a time", lake.put(at("/tags/2026"), "{}"));
        refused(400, "reads as a snapshot id or a time", lake.put(at("/tags/2026-03-01"), "{}"));
        refused(400, "reads as a snapshot id or a time", lake.put(at("/tags/yesterday"), "{}"));
        refused(400, "no valid name", lake.put(at("/tags/a%2Fb"), "{}"));
        refused(400, "names that begin with stage_", lake.put(at("/branches/stage_x"), "{}"));
        refused(400, "main is the table itself", lake.put(at("/tags/main"), "{}"));
        refused(400, "main is the table itself", lake.put(at("/branches/main"), "{'at': '" + first + "'}"));
        refused(400, "main is the table itself and can't be deleted", lake.delete(at("/branches/main")));
        refused(400, "such as 30d", lake.put(at("/tags/v1"), "{'keepFor': 'a while'}"));
        refused(400, "keepFro: unknown key; did you mean keepFor?", lake.put(at("/tags/v1"), "{'keepFro': '1d'}"));
        refused(400, "replace: expected true or false", lake.put(at("/tags/v1"), "{'replace': 'maybe'}"));
        refused(400, "expected a JSON object", lake.put(at("/tags/v1"), "{"));
        refused(400, "A tag keeps its one snapshot", lake.put(at("/tags/v1"), "{'keepSnapshotsMin': 2}"));
        refused(404, "has no tag 'v2'", lake.delete(at("/tags/v2")));
        refused(404, "There is no table", lake.put("/tables/" + lake.name("u") + "/tags/v1", "{}"));
        refused(404, "has no snapshot 42", lake.put(at("/tags/v1"), "{'at': '42'}"));
        lake.put(at("/branches/b"), "{}");
        refused(409, "has a branch 'b'", lake.put(at("/tags/b"), "{}"));
        refused(404, "that is a branch", lake.delete(at("/tags/b")));
        lake.create("empty", Map.of());
        refused(404, "no snapshot yet", lake.put("/tables/" + lake.name("empty") + "/tags/v1", "{}"));
    }

    private static void refused(int status, String message, Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(answer.message().contains(message), answer.message());
        assertEquals(status, answer.body().at("/error/code").asInt());
    }

    @Test
    void aBranchGoesOnAndMainIsForwardedToIt() {
        Answer made = lake.put(at("/branches/fix"), "{'keepSnapshotsMin': 3, 'keepSnapshotsFor': '2w'}");
        assertEquals("created", made.body().path("action").asText());
        assertEquals(3, made.body().at("/ref/snapshotsKeptMin").asInt());
        assertEquals("2w", made.body().at("/ref/snapshotsKeptFor").asText());
        long fixed = lake.append(table, 3, "fix", Map.of());
        assertEquals(second, lake.ref("t", "main"));

        Answer forwarded = lake.post(at("/branches/main/fast-forward"), "{'to': 'fix'}");
        assertEquals("forwarded", forwarded.body().path("action").asText());
        assertEquals(fixed, lake.ref("t", "main"));
        assertEquals(
                "unchanged",
                lake.post(at("/branches/main/fast-forward"), "{'to': 'fix'}")
                        .body()
                        .path("action")
                        .asText());

        lake.append(table, 4);
        lake.append(table, 5, "fix", Map.of());
        refused(409, "is no ancestor of that", lake.post(at("/branches/main/fast-forward"), "{'to': 'fix'}"));
        refused(404, "has no branch 'other'", lake.post(at("/branches/other/fast-forward"), "{'to': 'fix'}"));
        refused(400, "to where", lake.post(at("/branches/main/fast-forward"), "{}"));
        assertEquals(
                "deleted",
                lake.delete(at("/branches/fix")).body().path("action").asText());
        assertNull(lake.ref("t", "fix"));
    }

    @Test
    void replacedWithoutAPointItMovesToMain() {
        lake.put(at("/tags/v1"), "{'at': '" + first + "'}");
        Answer moved = lake.put(at("/tags/v1"), "{'replace': true}");
        assertEquals("replaced", moved.body().path("action").asText());
        assertEquals(second, lake.ref("t", "v1"));
    }

    @Test
    void whoeverAsksForTheSameAtOnceGetsIt() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                String tag = at("/tags/v" + round);
                Callable<Answer> call = () -> lake.call("PUT", tag, "{'at': 'main'}", UUID.randomUUID());
                List<String> actions = new ArrayList<>();
                for (Future<Answer> asked : callers.invokeAll(Collections.nCopies(8, call))) {
                    assertEquals(200, asked.get().status(), asked.get()::toString);
                    actions.add(asked.get().body().path("action").asText());
                }
                assertEquals(1, Collections.frequency(actions, "created"), actions::toString);
                assertEquals(7, Collections.frequency(actions, "unchanged"), actions::toString);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aMisspeltParameterIsNotPassedOver() {
        lake.put(at("/tags/v1"), "{'at': '" + first + "'}");
        refused(400, "dryrun: unknown query parameter; did you mean dryRun?", lake.delete(at("/tags/v1?dryrun=true")));
        assertEquals(first, lake.ref("t", "v1"));
        refused(400, "snapshots: unknown query parameter", lake.get(at("/history?snapshots=1")));
    }

    @Test
    void theCommandsDoTheSame() {
        ServiceCommand.Result made = lake.boathouse("tag", lake.name("t"), "v1", "--at", Long.toString(first));
        assertEquals(0, made.exit(), made::toString);
        assertEquals("created tag v1 of %s at snapshot %d\n".formatted(lake.name("t"), first), made.err());
        assertTrue(lake.boathouse("tag", lake.name("t")).out().contains("v1"));
        assertEquals(
                "v1",
                lake.json(lake.boathouse("tag", lake.name("t"), "--json"))
                        .at("/refs/0/name")
                        .asText());
        assertEquals(
                0, lake.boathouse("branch", lake.name("t"), "b", "--at", "v1").exit());
        assertEquals(
                0,
                lake.boathouse("branch", lake.name("t"), "b", "--fast-forward", "main")
                        .exit());
        assertEquals(second, lake.ref("t", "b"));
        assertEquals(
                0, lake.boathouse("branch", lake.name("t"), "b", "--delete").exit());
        assertEquals(
                1, lake.boathouse("branch", lake.name("t"), "main", "--delete").exit());
        assertEquals(
                2,
                lake.boathouse("branch", lake.name("t"), "b", "--delete", "--at", "v1")
                        .exit());
        assertEquals(2, lake.boathouse("tag").exit());
    }
}
