package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.spark.run.Outcome.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories expire between runs, in a service without the patience of 5 days: runs go on as if nothing had. */
class ExpireBetweenRunsIT {
    private static final String BRONZE = "shop.bronze.orders";
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static ShopLake lake;
    private static LakeClient service;
    private final ProductFolder product = ShopLake.product(Map.of());

    @BeforeAll
    static void start(@TempDir Path dir) {
        lake = new ShopLake(
                dir.resolve("lake"),
                Map.of("BOATHOUSE_COLLECTOR_ENABLED", "false", "BOATHOUSE_RETENTION_AGE_MIN", "0S"));
        service = lake.process.client();
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @Test
    void aRunReadsOnlyWhatIsNewAndNothingTwice() throws InterruptedException {
        lake.createUpstreams();
        List<Map<String, String>> files = new ArrayList<>();
        product.texts().forEach((file, text) -> files.add(Map.of("file", file, "text", text)));
        service.post("/apply", Map.of("files", files));
        service.change("PUT", "/domains/shop/retention", Map.of("maxSnapshotAge", KEPT.toSeconds() + "s"));
        lake.someRows();
        long before = lake.head(BRONZE).orElseThrow();
        lake.order(5, "ann", 50L);
        long consumed = lake.head(BRONZE).orElseThrow();
        lake.run(product);
        lake.order(6, "bob", 60L);
        lake.order(7, "bob", 70L);
        // Somebody's commit without rows: the head no longer says what the run had read.
        lake.tables.load(TableName.parse(ShopLake.ORDERS)).newFastAppend().commit();

        expire();
        assertEquals(3, snapshots(BRONZE).size(), "what is not read yet, and where it begins");
        assertTrue(snapshots(BRONZE).contains(consumed) && !snapshots(BRONZE).contains(before));
        Outcome outcome = lake.run(product).get(ShopLake.ORDERS);
        assertEquals(Status.PUBLISHED, outcome.status(), outcome.toString());
        assertEquals(2, outcome.counts().orElseThrow().rowsIn(), "not all of them again");
        assertEquals(false, outcome.counts().orElseThrow().full());
        assertEquals(
                List.of("[1,ann,10]", "[4,bob,7]", "[5,ann,50]", "[6,bob,60]", "[7,bob,70]"),
                lake.rows(ShopLake.ORDERS));

        expire();
        assertEquals(List.of(lake.head(BRONZE).orElseThrow()), snapshots(BRONZE));
        assertEquals(Status.UP_TO_DATE, lake.run(product).get(ShopLake.ORDERS).status());
        assertEquals(5, lake.rows(ShopLake.ORDERS).size());
    }

    private static void expire() throws InterruptedException {
        Thread.sleep(KEPT.plusMillis(100).toMillis());
        JsonNode report = service.post("/expire", Map.of("domain", "shop", "dryRun", false));
        assertTrue(report.path("failed").isEmpty(), report.toString());
        assertTrue(report.path("expiredSnapshots").asInt() > 0, report.toString());
    }

    private static List<Long> snapshots(String name) {
        Table table = lake.tables.load(TableName.parse(name));
        List<Long> ids = new ArrayList<>();
        table.snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
        return ids;
    }
}
