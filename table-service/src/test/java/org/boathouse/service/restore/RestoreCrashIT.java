package org.boathouse.service.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The service is killed while it restores several tables: all of them are restored or none, and asking again does it once. */
@ExtendWith(StoresExtension.class)
class RestoreCrashIT {
    private static final int TABLES = 5;
    /** Of the time that an undisturbed restore takes. */
    private static final double[] KILLED_AFTER = {0.15, 0.5, 0.85};

    private final List<String> names = new ArrayList<>();
    private final List<Long> good = new ArrayList<>();
    private final List<Long> heads = new ArrayList<>();

    @Test
    void allTablesAreRestoredOrNoneWhereverTheServiceIsKilledAndARepetitionDoesItOnce(TestStores stores)
            throws Exception {
        try (LakeProcess lake = LakeProcess.serve(stores);
                StateClient client = new StateClient(lake)) {
            for (int i = 0; i < TABLES; i++) {
                names.add("t" + i);
                good.add(client.append(client.create("t" + i, Map.of(TableKeys.DATA_PRODUCT, "shop")), 1));
                client.put("/tables/" + client.name("t" + i) + "/tags/good", "{}");
            }
            moveOn(client);
            long begun = System.nanoTime();
            assertEquals(200, restore(client, UUID.randomUUID()).status());
            Duration undisturbed = Duration.ofNanos(System.nanoTime() - begun);
            for (double part : KILLED_AFTER) {
                moveOn(client);
                Set<String> tags = tags(client, 0);
                UUID key = UUID.randomUUID();
                CompletableFuture<Answer> broken = CompletableFuture.supplyAsync(() -> restore(client, key));
                Thread.sleep(Math.round(undisturbed.toMillis() * part));
                lake.kill9();
                // Answered or not: what counts is what is there.
                broken.handle((answer, failure) -> null).join();
                lake.start();
                assertAllOrNone(client);

                Answer again = restore(client, key);
                assertEquals(200, again.status(), again::toString);
                assertEquals(again, restore(client, key));
                assertEquals(good, mains(client));
                for (int i = 0; i < TABLES; i++) {
                    Set<String> kept = tags(client, i);
                    kept.removeAll(tags);
                    assertEquals(1, kept.size(), "the head that was left is kept once: " + kept);
                    assertEquals(
                            heads.get(i),
                            client.ref(names.get(i), kept.iterator().next()));
                }
            }
        }
    }

    private void moveOn(StateClient client) {
        heads.clear();
        for (String name : names) {
            heads.add(client.append(client.catalog().loadTable(client.identifier(name)), 2));
        }
        assertEquals(heads, mains(client));
    }

    private Answer restore(StateClient client, UUID key) {
        return client.call(
                "POST",
                "/restore",
                "{'tables': [%s], 'to': 'tag:good'}"
                        .formatted(names.stream()
                                .map(name -> "'" + client.name(name) + "'")
                                .collect(Collectors.joining(", "))),
                key);
    }

    private void assertAllOrNone(StateClient client) {
        List<Long> mains = mains(client);
        boolean isDone = mains.equals(good);
        assertEquals(isDone ? good : heads, mains, "some and not all are restored");
        assertNotEquals(good, heads);
    }

    private List<Long> mains(StateClient client) {
        return names.stream().map(name -> client.ref(name, "main")).toList();
    }

    private Set<String> tags(StateClient client, int table) {
        Table loaded = client.catalog().loadTable(client.identifier(names.get(table)));
        return loaded.refs().entrySet().stream()
                .filter(ref -> ref.getValue().isTag())
                .map(Map.Entry<String, SnapshotRef>::getKey)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
