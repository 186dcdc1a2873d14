package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.spark.run.Outcome.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end without publishing: what they say, and what they leave. */
class RefusedRunsIT {
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
    void aSelectThatNamesAMissingColumnFailsItsTableAndWhatIsMadeFromItOnly() {
        lake.someRows();
        ProductFolder misspelt = ShopLake.product(
                Map.of("orders.sql", "SELECT id, customer,\n  amout AS amount FROM shop.bronze.orders"));

        Map<String, Outcome> outcomes = lake.run(misspelt);

        Outcome orders = outcomes.get(ShopLake.ORDERS);
        assertEquals(Status.FAILED, orders.status());
        assertTrue(
                orders.reason().startsWith("shop/orders.sql line 2: there is no column `amout`; there are ")
                        && orders.reason().contains("`amount`"),
                orders.reason());
        assertEquals(Status.SKIPPED, outcomes.get(ShopLake.BY_CITY).status());
        assertEquals(Status.PUBLISHED, outcomes.get(ShopLake.CUSTOMERS).status());
        assertEquals(List.of(), lake.branches(ShopLake.ORDERS));
    }

    @Test
    void columnsThatDoNotMatchTheContractAreRefusedAllAtOnce() {
        lake.someRows();
        ProductFolder odd = ShopLake.product(
                Map.of("orders.sql", "SELECT CAST(id AS STRING) AS id, amount, 1 AS extra FROM shop.bronze.orders"));

        String reason = lake.run(odd).get(ShopLake.ORDERS).reason();

        assertEquals("""
                shop/orders.sql: column 'id' is string where the contract wants bigint: cast it
                shop/orders.sql: column 'customer' is missing: the contract wants it as string
                shop/orders.sql: column 'extra' is not in the contract: add it there, or take it out; a name with a leading underscore is kept out of the table""", reason);
    }

    @Test
    void aFailedAuditLeavesMainAsItIsAndTheStagedRowsToBeLookedAt() throws IOException {
        lake.someRows();
        lake.run(product);
        var head = lake.head(ShopLake.ORDERS);
        var quarantineHead = lake.head(ShopLake.ORDERS + "__quarantine");
        lake.order(5, "ann", 50L);
        lake.order(6, "ann", -6L);
        ProductFolder strict = ShopLake.product(Map.of(
                "shop.odcs.yaml",
                Files.readString(ShopLake.PRODUCT.resolve("shop.odcs.yaml"))
                        .replace(
                                "  - name: customers\n",
                                "    quality:\n"
                                        + "      - {name: few, type: library, metric: rowCount, mustBeLessThan: 3}\n\n"
                                        + "  - name: customers\n")));

        Outcome outcome = lake.run(strict).get(ShopLake.ORDERS);

        assertEquals(Status.FAILED, outcome.status(), outcome.toString());
        assertTrue(outcome.reason().contains("few: the value is 3"), outcome.reason());
        assertEquals(head, lake.head(ShopLake.ORDERS));
        assertEquals(quarantineHead, lake.head(ShopLake.ORDERS + "__quarantine"));
        String branch = lake.branches(ShopLake.ORDERS).stream()
                .filter(name -> name.startsWith("stage_"))
                .findFirst()
                .orElseThrow();
        assertTrue(outcome.reason().contains(branch), outcome.reason());
        assertEquals(
                List.of("[1,ann,10]", "[4,bob,7]", "[5,ann,50]"),
                lake.rows(ShopLake.ORDERS + ".`branch_" + branch + "`"));

        assertEquals(Status.PUBLISHED, lake.run(product).get(ShopLake.ORDERS).status());
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]", "[5,ann,50]"), lake.rows(ShopLake.ORDERS));
        assertEquals(3, lake.quarantine(ShopLake.ORDERS).size());
    }

    @Test
    void aRowRuleThatMustHoldStopsTheRunAndShowsASample() throws IOException {
        lake.someRows();
        ProductFolder strict = ShopLake.product(Map.of(
                "shop.odcs.yaml",
                Files.readString(ShopLake.PRODUCT.resolve("shop.odcs.yaml"))
                        .replace("      - {name: customer, logicalType: string}\n", """
                                      - name: customer
                                        logicalType: string
                                        quality:
                                          - name: known
                                            type: library
                                            metric: invalidValues
                                            arguments: {validValues: [ann]}
                                            mustBe: 0
                                            severity: critical
                                """)));

        Outcome outcome = lake.run(strict).get(ShopLake.ORDERS);

        assertEquals(Status.FAILED, outcome.status(), outcome.toString());
        assertTrue(outcome.reason().contains("known: 2 of 4 rows break it"), outcome.reason());
        assertTrue(outcome.reason().contains("{\"id\":4,\"customer\":\"bob\",\"amount\":7"), outcome.reason());
        assertEquals(Optional.empty(), lake.head(ShopLake.ORDERS));
    }

    @Test
    void anUpstreamThatIsNotThereIsNamedWithItsFile() {
        lake.someRows();
        ProductFolder lost = ShopLake.product(
                Map.of("customers.sql", "SELECT id, city, version, op AS _op FROM shop.bronze.customer"));

        LakeFailure failure = assertThrows(LakeFailure.class, () -> lake.run(lost));
        assertTrue(failure.getMessage().startsWith("shop/customers.sql: "), failure.getMessage());
    }
}
