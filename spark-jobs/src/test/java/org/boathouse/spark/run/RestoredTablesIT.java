package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.iceberg.Transaction;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.spark.plan.RefinedTable;
import org.boathouse.spark.plan.RefinedTables;
import org.boathouse.spark.run.Outcome.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over tables that were set back: on from there, held, or let go. */
class RestoredTablesIT {
    private static ShopLake lake;
    private final ProductFolder product = ShopLake.product(Map.of());

    @BeforeAll
    static void start(@TempDir Path dir) {
        lake = new ShopLake(dir.resolve("lake"));
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @BeforeEach
    void create() throws IOException {
        lake.create(product);
    }

    @AfterEach
    void drop() {
        lake.dropAll();
    }

    @Test
    void aRestoredTableConsumesAgainWhatItLost() {
        lake.someRows();
        lake.run(product);
        long before = lake.head(ShopLake.ORDERS).orElseThrow();
        lake.order(5, "ann", 50L);
        lake.run(product);
        lake.spark.sql("CALL lake.system.rollback_to_snapshot('lake.shop.silver.orders', " + before + ")");
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]"), lake.rows(ShopLake.ORDERS));

        lake.run(product);

        assertEquals(List.of("[1,ann,10]", "[4,bob,7]", "[5,ann,50]"), lake.rows(ShopLake.ORDERS));
        assertEquals(List.of("[Basel,1,7]", "[Bern,2,60]"), lake.rows(ShopLake.BY_CITY));
    }

    /** As the service restores it: the head set back and the table held, in one commit. */
    private void restore(String table, long to) {
        Transaction restore = lake.tables.load(TableName.parse(table)).newTransaction();
        restore.manageSnapshots().setCurrentSnapshot(to).commit();
        restore.updateProperties()
                .set(TableKeys.HELD, "restored to snapshot " + to)
                .commit();
        restore.commitTransaction();
    }

    private boolean letGo(String table, BiPredicate<Holds, RefinedTable> how) {
        RefinedTable refined = RefinedTables.inOrder(product.contracts()).stream()
                .filter(one -> one.name().toString().equals(table))
                .findFirst()
                .orElseThrow();
        return how.test(new Holds(lake.tables), refined);
    }

    /** A good batch, then a bad one, then back to before it. */
    private void restoreToBeforeTheLastOrder() {
        lake.someRows();
        lake.run(product);
        long before = lake.head(ShopLake.ORDERS).orElseThrow();
        lake.order(5, "ann", 50L);
        lake.run(product);
        restore(ShopLake.ORDERS, before);
    }

    @Test
    void aHeldTableIsLeftAloneWithTheReasonAndWhatIsMadeFromItFollowsItsRestoredState() {
        restoreToBeforeTheLastOrder();

        Map<String, Outcome> outcomes = lake.run(product);

        Outcome held = outcomes.get(ShopLake.ORDERS);
        assertEquals(Status.HELD, held.status());
        assertTrue(held.reason().startsWith("restored to snapshot "), held.reason());
        assertTrue(held.reason().contains("run --resume"), held.reason());
        assertFalse(held.isFailure());
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]"), lake.rows(ShopLake.ORDERS));
        Outcome made = outcomes.get(ShopLake.BY_CITY);
        assertEquals(Status.PUBLISHED, made.status());
        assertTrue(made.counts().orElseThrow().full());
        assertEquals(List.of("[Basel,1,7]", "[Bern,1,10]"), lake.rows(ShopLake.BY_CITY));
        assertEquals(Status.HELD, lake.run(product).get(ShopLake.ORDERS).status(), "and so it stays");
    }

    @Test
    void resumedItReadsItsInputsAgainFromWhereTheRestoredStateHadReadThem() {
        restoreToBeforeTheLastOrder();
        assertTrue(letGo(ShopLake.ORDERS, Holds::resume));
        assertFalse(letGo(ShopLake.ORDERS, Holds::resume), "once");

        Outcome outcome = lake.run(product).get(ShopLake.ORDERS);

        assertEquals(Status.PUBLISHED, outcome.status());
        assertEquals(1, outcome.counts().orElseThrow().rowsIn());
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]", "[5,ann,50]"), lake.rows(ShopLake.ORDERS));
    }

    @Test
    void skippedToNowItLeavesOutWhatCameAndGoesOnFromThere() {
        restoreToBeforeTheLastOrder();
        assertTrue(letGo(ShopLake.ORDERS, Holds::skip));
        assertFalse(letGo(ShopLake.ORDERS, Holds::skip), "once");
        assertEquals(Status.UP_TO_DATE, lake.run(product).get(ShopLake.ORDERS).status());
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]"), lake.rows(ShopLake.ORDERS));
        assertEquals(List.of("[Basel,1,7]", "[Bern,1,10]"), lake.rows(ShopLake.BY_CITY));

        lake.order(6, "bob", 6L);
        lake.run(product);

        assertEquals(List.of("[1,ann,10]", "[4,bob,7]", "[6,bob,6]"), lake.rows(ShopLake.ORDERS));
    }
}
