package org.boathouse.service.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.iceberg.Table;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.service.state.StateClient;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service dies amid the tables whose history it expires. */
class ExpireCrashIT {
    private static final int TABLES = 24;
    private static TestStores stores;
    private static LakeProcess service;

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

    @Test
    void everyTableIsDoneOrAsItWasAndTheNextRunGoesOn() throws Exception {
        try (StateClient lake = new StateClient(service)) {
            Map<String, Long> heads = new HashMap<>();
            for (int i = 0; i < TABLES; i++) {
                Table table = lake.create("t" + i, Map.of(SnapshotRetention.MAX_SNAPSHOT_AGE_MS, "0"));
                lake.append(table, 1);
                lake.append(table, 1);
                heads.put("t" + i, lake.append(table, 1));
            }
            StateClient.pause();
            String expire = "{'domain': '%s', 'dryRun': false}".formatted(lake.domain());
            CompletableFuture<StateClient.Answer> killed =
                    CompletableFuture.supplyAsync(() -> lake.post("/expire", expire));
            // The first table of the list is done: the others are under way.
            while (snapshots(lake, first(heads)) > 1) {
                Thread.onSpinWait();
            }
            service.kill9();
            Optional<StateClient.Answer> answer = answer(killed);
            service.start();

            List<String> left = new ArrayList<>();
            for (String table : heads.keySet()) {
                int snapshots = snapshots(lake, table);
                assertTrue(snapshots == 1 || snapshots == 3, table + " has " + snapshots);
                assertEquals(heads.get(table), lake.ref(table, "main"));
                if (snapshots == 3) {
                    left.add(table);
                }
            }
            assertTrue(answer.isPresent() || !left.isEmpty(), "killed too late to tell anything");

            StateClient.Answer again = lake.post("/expire", expire);
            assertEquals(2 * left.size(), again.body().path("expiredSnapshots").asInt(), again.toString());
            assertTrue(again.body().path("failed").isEmpty(), again.toString());
            for (String table : heads.keySet()) {
                assertEquals(1, snapshots(lake, table), table);
                assertEquals(heads.get(table), lake.ref(table, "main"));
            }
        }
    }

    /** Empty where the service died before it answered. */
    private static Optional<StateClient.Answer> answer(CompletableFuture<StateClient.Answer> request) {
        try {
            return Optional.of(request.join());
        } catch (CompletionException died) {
            return Optional.empty();
        }
    }

    private static String first(Map<String, Long> tables) {
        return tables.keySet().stream().sorted().findFirst().orElseThrow();
    }

    private static int snapshots(StateClient lake, String table) {
        int count = 0;
        for (var snapshot : lake.catalog().loadTable(lake.identifier(table)).snapshots()) {
            assertTrue(snapshot.snapshotId() > 0);
            count++;
        }
        return count;
    }
}
