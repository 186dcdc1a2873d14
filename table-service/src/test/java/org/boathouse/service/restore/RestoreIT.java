package org.boathouse.service.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Restoring over HTTP and on the command line, against the built service. */
@ExtendWith(StoresExtension.class)
class RestoreIT {
    private static final Map<String, String> PRODUCT = Map.of(TableKeys.DATA_PRODUCT, "shop");

    private StateClient lake;
    private Table table;
    private long first;
    private long second;

    @BeforeEach
    void open(LakeProcess process) {
        lake = new StateClient(process);
        table = lake.create("t", PRODUCT);
        first = lake.append(table, 1);
        second = lake.append(table, 2);
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    private Answer restore(String more) {
        return lake.post("/restore", "{'tables': ['%s'], %s}".formatted(lake.name("t"), more));
    }

    private String held(String name) {
        return lake.catalog().loadTable(lake.identifier(name)).properties().get(TableKeys.HELD);
    }

    private Instant committed(long snapshot) {
        table.refresh();
        return Instant.ofEpochMilli(table.snapshot(snapshot).timestampMillis());
    }

    private static void refused(int status, String message, Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(answer.message().contains(message), answer.message());
    }

    @Test
    void setsMainBackKeepsTheHeadUnderATagAndHoldsTheTable() {
        Answer answer = restore("'to': '" + first + "'");
        assertEquals(200, answer.status(), answer::toString);
        String kept = answer.body().path("keptAs").asText();
        assertTrue(kept.matches("before-restore-\\d{8}T\\d{6}Z(-\\d+)?"), kept);
        JsonNode entry = answer.body().at("/tables/0");
        assertEquals("restored", entry.path("action").asText());
        assertEquals(second, entry.at("/from/snapshotId").asLong());
        assertEquals(3, entry.at("/from/rows").asLong());
        assertEquals(first, entry.at("/to/snapshotId").asLong());
        assertEquals(first, lake.ref("t", "main"));
        assertEquals(second, lake.ref("t", kept));
        assertTrue(held("t").startsWith("restored to snapshot " + first), held("t"));

        Answer again = restore("'to': '" + first + "'");
        assertEquals("unchanged", again.body().at("/tables/0/action").asText());
        assertTrue(again.body().path("keptAs").isNull());
        assertEquals(2, lake.catalog().loadTable(lake.identifier("t")).refs().size(), "main and one tag");

        Answer undone = restore("'to': '" + kept + "'");
        assertEquals(second, lake.ref("t", "main"));
        assertTrue(undone.body().path("keptAs").isNull(), "what comes after the head keeps it");
    }

    @Test
    void aTimeIsWhatWasThen() {
        long third = lake.append(table, 4);
        assertEquals(200, restore("'to': '" + committed(second) + "'").status());
        assertEquals(second, lake.ref("t", "main"));
        refused(
                404,
                "had no snapshot yet at",
                restore("'to': '" + committed(first).minusMillis(1) + "'"));
        refused(400, "has not come yet", restore("'to': '2999-01-01'"));
        refused(404, "has no snapshot 42", restore("'to': '42'"));
        refused(400, "is no time", restore("'to': 'time:soon'"));
        refused(400, "to: to which point", restore("'to': ''"));
        assertEquals(second, lake.ref("t", "main"));
        assertNotEquals(third, second);
    }

    @Test
    void aDryRunTellsAndDoesNothing() {
        UUID key = UUID.randomUUID();
        String body = "{'tables': ['%s'], 'to': '%d', 'dryRun': %s}";
        Answer would = lake.call("POST", "/restore", body.formatted(lake.name("t"), first, true), key);
        assertEquals("restored", would.body().at("/tables/0/action").asText());
        assertTrue(would.body().path("dryRun").asBoolean());
        assertTrue(would.body().at("/tables/0/held").asBoolean());
        assertEquals(second, lake.ref("t", "main"));
        assertEquals(
                200,
                lake.call("POST", "/restore", body.formatted(lake.name("t"), first, false), key)
                        .status(),
                "the key is still free");
    }

    @Test
    void dataOnlyUnlessTheSchemaIsAskedFor() {
        table.updateSchema().addColumn("more", Types.StringType.get()).commit();
        lake.append(table, 1);
        restore("'to': '" + first + "'");
        assertEquals(
                3,
                lake.catalog()
                        .loadTable(lake.identifier("t"))
                        .schema()
                        .columns()
                        .size());
        Answer with = restore("'to': '" + first + "', 'schema': true");
        assertEquals("restored", with.body().at("/tables/0/action").asText());
        assertEquals(
                2,
                lake.catalog()
                        .loadTable(lake.identifier("t"))
                        .schema()
                        .columns()
                        .size());
        assertEquals(
                "unchanged",
                restore("'to': '" + first + "', 'schema': true")
                        .body()
                        .at("/tables/0/action")
                        .asText());
    }

    @Test
    void anotherBranchIsSetBackAloneAndHoldsNothing() {
        lake.put("/tables/" + lake.name("t") + "/branches/b", "{}");
        Answer answer = restore("'to': '" + first + "', 'branch': 'b'");
        assertEquals(200, answer.status(), answer::toString);
        assertEquals(first, lake.ref("t", "b"));
        assertEquals(second, lake.ref("t", "main"));
        assertEquals(second, lake.ref("t", answer.body().path("keptAs").asText()));
        assertNull(held("t"));
        refused(404, "has no branch 'c'", restore("'to': '" + first + "', 'branch': 'c'"));
    }

    @Test
    void whatTheLakeExpiredIsRefusedByName() {
        table.updateProperties().set("gc.enabled", "true").commit();
        table.expireSnapshots()
                .expireSnapshotId(first)
                .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                .commit();
        refused(
                404,
                "Snapshot %d of %s has expired".formatted(first, lake.name("t")),
                restore("'to': '" + first + "'"));
    }

    @Test
    void verifyingLooksForEveryFileAndNamesThoseThatAreGone() throws IOException {
        Answer found = restore("'to': '" + first + "', 'verify': true, 'dryRun': true");
        assertEquals(3, found.body().path("verifiedFiles").asLong(), "a list, a manifest and a data file");
        String gone;
        try (var files = table.newScan().useSnapshot(first).planFiles()) {
            gone = files.iterator().next().file().location();
        }
        table.io().deleteFile(gone);
        Answer refused = restore("'to': '" + first + "', 'verify': true");
        refused(404, "1 of 3 files of that point are gone", refused);
        assertTrue(refused.message().contains(gone), refused.message());
        assertEquals(second, lake.ref("t", "main"));
        assertEquals(200, restore("'to': '" + first + "'").status(), "nobody looks who was not asked to");
        table.io().deleteFile(table.snapshot(second).manifestListLocation());
        refused(404, "files of that point are gone", restore("'to': '" + second + "', 'verify': true"));
    }

    @Test
    void verifyingWhereATableStandsAlreadyLooksAllTheSame() throws IOException {
        Answer found = restore("'to': '" + second + "', 'verify': true");
        assertEquals("unchanged", found.body().at("/tables/0/action").asText(), found.toString());
        assertEquals(5, found.body().path("verifiedFiles").asLong(), "a list, two manifests and two data files");
        ServiceCommand.Result told =
                lake.boathouse("restore", lake.name("t"), "--to", Long.toString(second), "--verify");
        assertEquals(0, told.exit(), told.toString());
        assertTrue(told.err().contains("every file is there: 5 were looked for"), told.err());
        table.io().deleteFile(table.snapshot(second).manifestListLocation());
        refused(404, "files of that point are gone", restore("'to': '" + second + "', 'verify': true"));
    }

    @Test
    void theQuarantineGoesWithItsTableAlsoToWhereItWasEmpty() {
        Table quarantine = lake.create("t__quarantine", Map.of());
        long bad = lake.append(quarantine, 5);
        StateClient.pause();
        long third = lake.append(table, 1);
        lake.append(quarantine, 6);

        Answer answer = restore("'to': '" + second + "'");
        assertEquals(2, answer.body().path("tables").size());
        assertEquals(second, lake.ref("t", "main"));
        assertEquals(bad, lake.ref("t__quarantine", "main"), "as it was when the table left that snapshot");

        String before = answer.body().path("keptAs").asText();
        assertEquals(200, restore("'to': '" + before + "'").status());
        assertEquals(third, lake.ref("t", "main"));

        Instant empty = committed(second);
        Answer emptied = restore("'to': '" + empty + "'");
        assertEquals(200, emptied.status(), emptied::toString);
        JsonNode entry = emptied.body().at("/tables/1");
        assertEquals(lake.name("t__quarantine"), entry.path("table").asText());
        assertTrue(entry.path("to").isNull());
        quarantine.refresh();
        assertEquals("0", quarantine.currentSnapshot().summary().get("total-records"));
        assertNull(quarantine.currentSnapshot().parentId());
        assertEquals(
                "unchanged",
                restore("'to': '" + empty + "'").body().at("/tables/1/action").asText());
        long next = lake.append(quarantine, 7);
        assertEquals(next, lake.ref("t__quarantine", "main"), "and writers go on from there");
        refused(
                400,
                "goes with its table",
                lake.post("/restore", "{'tables': ['%s__quarantine'], 'to': 'main'}".formatted(lake.name("t"))));
    }

    @Test
    void aRestoreThatEmptiedTheQuarantineCanBeTakenBack() {
        Table quarantine = lake.create("t__quarantine", Map.of());
        StateClient.pause();
        lake.append(table, 1);
        long bad = lake.append(quarantine, 5);
        for (int again = 0; again < 3; again++) {
            Answer emptied = restore("'to': '" + second + "'");
            assertTrue(emptied.body().at("/tables/1/to").isNull() || again > 0, emptied::toString);
            assertNotEquals(bad, lake.ref("t__quarantine", "main"));

            restore("'to': '%s'".formatted(emptied.body().path("keptAs").asText()));
            assertEquals(bad, lake.ref("t__quarantine", "main"), "time " + again);
        }
    }

    @Test
    void aWholeDomainGoesBackTogetherOrNotAtAll() {
        Table other = lake.create("u", PRODUCT);
        Instant before = committed(second);
        StateClient.pause();
        lake.append(other, 1);
        lake.append(table, 4);
        String body = "{'domain': '%s', 'to': '%s'}".formatted(lake.domain(), before);
        Answer answer = lake.post("/restore", body);
        assertEquals(200, answer.status(), answer::toString);
        assertEquals(second, lake.ref("t", "main"));
        assertEquals(
                "0",
                lake.catalog()
                        .loadTable(lake.identifier("u"))
                        .currentSnapshot()
                        .summary()
                        .get("total-records"));
        assertNotEquals(null, held("u"));

        refused(
                404,
                "had no snapshot yet",
                lake.post("/restore", "{'domain': '%s', 'to': '2001-01-01'}".formatted(lake.domain())));
        refused(
                400,
                "a snapshot is of one table",
                lake.post("/restore", "{'domain': '%s', 'to': '%d'}".formatted(lake.domain(), first)));
        refused(
                404,
                "has no refined table; did you mean " + lake.domain(),
                lake.post("/restore", "{'domain': '%sx', 'to': 'yesterday'}".formatted(lake.domain())));
        refused(404, "has no refined table", lake.post("/restore", "{'domain': 'nobody', 'to': 'yesterday'}"));
        refused(404, "No contract with the id 'x'", lake.post("/restore", "{'contracts': ['x'], 'to': 'yesterday'}"));
        refused(400, "Expected one of tables, domain and contracts", lake.post("/restore", "{'to': 'yesterday'}"));
    }

    @Test
    void whoeverDecidedOnAHeadThatMovedIsToldWhichOneIsThere() {
        long third = lake.append(table, 4);
        Answer late = restore("'to': '%d', 'expectedHeads': [{'table': '%s', 'snapshotId': %d}]"
                .formatted(first, lake.name("t"), second));
        refused(409, "moved from snapshot %d to snapshot %d".formatted(second, third), late);
        assertEquals(third, lake.ref("t", "main"));
    }

    @Test
    void whoeverWasShownAnotherPointThanItIsByNowIsToldWhichItIs() {
        String shown = "'to': 'other', 'expectedTargets': [{'table': '%s', 'snapshotId': %d}]"
                .formatted(lake.name("t"), first);
        assertEquals(
                200,
                lake.put("/tables/" + lake.name("t") + "/branches/other", "{'at': %d}".formatted(first))
                        .status());
        long moved = lake.append(table, 1, "other", Map.of());
        refused(409, "'other' is snapshot %d of %s by now".formatted(moved, lake.name("t")), restore(shown));
        assertEquals(second, lake.ref("t", "main"));
        refused(
                400,
                "expectedTargets: tt is not among the tables",
                restore("'to': '%d', 'expectedTargets': [{'table': 'tt', 'snapshotId': 1}]".formatted(first)));
        assertEquals(200, restore(shown.replace("'other'", "'" + first + "'")).status());
        assertEquals(first, lake.ref("t", "main"));
    }

    @Test
    void aRestoreThatRacesWithCommitsLosesNoneOfThem() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5; round++) {
                long head = lake.ref("t", "main");
                Table own = lake.catalog().loadTable(lake.identifier("t"));
                Callable<Long> append = () -> lake.append(own, 1);
                Callable<Answer> back = () -> restore("'to': '%d', 'expectedHeads': [{'table': '%s', 'snapshotId': %d}]"
                        .formatted(first, lake.name("t"), head));
                Future<Long> appended = threads.submit(append);
                Answer restored = threads.submit(back).get();
                long added = appended.get();
                table.refresh();
                if (restored.status() == 200) {
                    // The append came after it, on top of what was restored; or before, then it was refused.
                    assertEquals(first, table.snapshot(added).parentId());
                } else {
                    refused(409, "to snapshot " + added, restored);
                    assertEquals(head, table.snapshot(added).parentId());
                }
                assertEquals(added, lake.ref("t", "main"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDoubledRequestIsAppliedOnce() throws Exception {
        UUID key = UUID.randomUUID();
        String body = "{'tables': ['%s'], 'to': '%d'}".formatted(lake.name("t"), first);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Answer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> lake.call("POST", "/restore", body, key)));
            }
            Answer one = all.get(0).get();
            for (Future<Answer> other : all) {
                assertEquals(one, other.get());
            }
        } finally {
            threads.shutdownNow();
        }
        long later = lake.append(table, 4);
        assertEquals(200, lake.call("POST", "/restore", body, key).status());
        assertEquals(later, lake.ref("t", "main"), "not again");
        assertEquals(
                2, lake.catalog().loadTable(lake.identifier("t")).refs().size(), "one head was left, and is kept once");
    }

    @Test
    void aTimeThatCountsFromNowIsTheSameWhenItIsDoneAsWhenItWasShown() {
        ServiceCommand.Result done =
                lake.boathouse("restore", lake.name("t"), "--to", "0 seconds ago", "--verify", "--yes", "--json");
        assertEquals(0, done.exit(), done::toString);
        JsonNode report = lake.json(done);
        Instant at = Instant.parse(report.path("at").asText());
        assertEquals(at, Instant.parse(report.path("to").asText()), "it was asked for as it had been shown");
        assertTrue(restore("'to': 'main', 'dryRun': true").body().path("at").isNull());
    }

    @Test
    void theCommandShowsWhatItWouldDoAndAsks() {
        ServiceCommand.Result dry =
                lake.boathouse("restore", lake.name("t"), "--to", Long.toString(first), "--dry-run");
        assertEquals(0, dry.exit(), dry::toString);
        assertTrue(dry.err().contains("restores   " + lake.name("t")), dry.err());
        ServiceCommand.Result nobody = lake.boathouse("restore", lake.name("t"), "--to", Long.toString(first));
        assertEquals(2, nobody.exit(), nobody::toString);
        assertTrue(nobody.err().contains("--yes"), nobody.err());
        assertEquals(second, lake.ref("t", "main"));
        ServiceCommand.Result done =
                lake.boathouse("restore", lake.name("t"), "--to", Long.toString(first), "--yes", "--json");
        assertEquals(0, done.exit(), done::toString);
        assertFalse(lake.json(done).path("dryRun").asBoolean());
        assertEquals(first, lake.ref("t", "main"));
        assertEquals(2, lake.boathouse("restore", "--to", "yesterday").exit());
        assertEquals(
                1, lake.boathouse("restore", lake.name("t"), "--to", "nowhere").exit());
    }
}
