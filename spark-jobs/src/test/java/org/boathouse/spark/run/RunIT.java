package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.spark.run.Outcome.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole flow from bronze to gold on a real lake. */
class RunIT {
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
    void rowsThatBreakARuleGoToQuarantineWithTheirReasonAndOrigin() {
        lake.someRows();

        Map<String, Outcome> outcomes = lake.run(product);

        assertEquals(Status.PUBLISHED, outcomes.get(ShopLake.ORDERS).status(), outcomes.toString());
        assertEquals(Status.PUBLISHED, outcomes.get(ShopLake.CUSTOMERS).status(), outcomes.toString());
        assertEquals(Status.PUBLISHED, outcomes.get(ShopLake.BY_CITY).status(), outcomes.toString());
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]"), lake.rows(ShopLake.ORDERS));
        assertEquals(List.of("[Basel,1,7]", "[Bern,1,10]"), lake.rows(ShopLake.BY_CITY));
        assertEquals(2, outcomes.get(ShopLake.ORDERS).counts().orElseThrow().rowsQuarantined());
        assertEquals(4, outcomes.get(ShopLake.ORDERS).counts().orElseThrow().rowsIn());
        assertEquals(
                List.of(
                        "[ArraySeq(amount.minimum),ArraySeq(amount must be >= 0),s3://lake/orders.csv,2,"
                                + "{\"id\":2,\"customer\":\"ann\",\"amount\":-5,"
                                + "\"_source_file\":\"s3://lake/orders.csv\",\"_source_record\":2}]",
                        "[ArraySeq(amount.required),ArraySeq(amount must not be null),s3://lake/orders.csv,3,"
                                + "{\"id\":3,\"customer\":\"bob\",\"amount\":null,"
                                + "\"_source_file\":\"s3://lake/orders.csv\",\"_source_record\":3}]"),
                lake.quarantine(ShopLake.ORDERS));
        assertEquals(List.of("main"), lake.branches(ShopLake.ORDERS));
        assertEquals(List.of("main"), lake.branches(ShopLake.ORDERS + "__quarantine"));
    }

    @Test
    void runningTwiceDoesNothingTheSecondTime() {
        lake.someRows();
        lake.run(product);
        var head = lake.head(ShopLake.ORDERS);

        Map<String, Outcome> again = lake.run(product);

        assertTrue(
                again.values().stream().allMatch(outcome -> outcome.status() == Status.UP_TO_DATE), again.toString());
        assertEquals(head, lake.head(ShopLake.ORDERS));
    }

    @Test
    void aMergeFollowsUpdatesDeletionsAndLateRowsAsARecomputationWould() {
        lake.customer("ann", "Bern", 1, "U");
        lake.customer("bob", "Basel", 5, "U");
        lake.customer("cid", "Chur", 3, "U");
        lake.run(product);
        lake.customer("ann", "Biel", 2, "U");
        lake.customer("bob", "Brig", 4, "U");
        lake.customer("cid", null, 7, "D");
        Map<String, Outcome> second = lake.run(product);
        assertEquals(
                false, second.get(ShopLake.CUSTOMERS).counts().orElseThrow().full(), second.toString());
        assertEquals(List.of("[ann,Biel,2]", "[bob,Basel,5]"), lake.rows(ShopLake.CUSTOMERS));
        lake.customer("cid", "Cham", 6, "U");
        lake.run(product);
        assertEquals(List.of("[ann,Biel,2]", "[bob,Basel,5]"), lake.rows(ShopLake.CUSTOMERS), "cid was deleted later");
        lake.customer("cid", "Cham", 8, "U");
        lake.run(product);
        List<String> incremental = lake.rows(ShopLake.CUSTOMERS);
        assertEquals(List.of("[ann,Biel,2]", "[bob,Basel,5]", "[cid,Cham,8]"), incremental);

        Map<String, Outcome> full = lake.run(product, true);

        assertEquals(true, full.get(ShopLake.CUSTOMERS).counts().orElseThrow().full());
        assertEquals(incremental, lake.rows(ShopLake.CUSTOMERS));
    }
}
