package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.spark.run.Outcome.Status;
import org.boathouse.spark.submit.JarOfSource;
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

    @Test
    void anUpstreamThatChangedRowsIsReadInFull() {
        lake.someRows();
        lake.run(product);
        lake.spark.sql("DELETE FROM lake.shop.bronze.orders WHERE id = 4");

        Outcome outcome = lake.run(product).get(ShopLake.ORDERS);

        assertTrue(outcome.counts().orElseThrow().full());
        assertTrue(outcome.reason().contains("changed or removed rows"), outcome.reason());
        assertEquals(List.of("[1,ann,10]"), lake.rows(ShopLake.ORDERS));
        assertEquals(2, lake.quarantine(ShopLake.ORDERS).size());
    }

    @Test
    void aCompactedUpstreamIsNoNews() {
        lake.someRows();
        lake.order(5, "ann", 50L);
        lake.run(product);
        lake.spark.sql("CALL lake.system.rewrite_data_files(table => 'lake.shop.bronze.orders',"
                + " options => map('rewrite-all', 'true'))");

        assertEquals(Status.UP_TO_DATE, lake.run(product).get(ShopLake.ORDERS).status());
    }

    @Test
    void aColumnThatIsYoungerThanTheUpstreamsLastSnapshotCanBeRead() {
        lake.someRows();
        lake.spark.sql("ALTER TABLE lake.shop.bronze.orders ADD COLUMN note STRING");
        ProductFolder noting = ShopLake.product(Map.of(
                "orders.sql", "SELECT id, coalesce(note, customer) AS customer, amount FROM shop.bronze.orders"));

        Outcome outcome = lake.run(noting).get(ShopLake.ORDERS);

        assertEquals(Status.PUBLISHED, outcome.status(), outcome.reason());
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]"), lake.rows(ShopLake.ORDERS));
    }

    /** They are written as null. */
    @Test
    void columnsThatSomebodyAddedMayHaveAnyName() {
        lake.someRows();
        for (String table : List.of(ShopLake.ORDERS, ShopLake.CUSTOMERS, ShopLake.BY_CITY)) {
            lake.spark.sql("ALTER TABLE lake." + table + " ADD COLUMN `an odd ``name``'s.` STRING");
        }

        Map<String, Outcome> outcomes = lake.run(product);

        assertTrue(
                outcomes.values().stream().allMatch(outcome -> outcome.status() == Status.PUBLISHED),
                outcomes.toString());
        assertEquals(List.of("[1,ann,10,null]", "[4,bob,7,null]"), lake.rows(ShopLake.ORDERS));
    }

    @Test
    void aChangedDefinitionKeepsAppendedRowsAndSaysSoAndFullMakesThemAnew() {
        lake.someRows();
        lake.run(product);
        ProductFolder doubled = ShopLake.product(
                Map.of("orders.sql", "SELECT id, customer, 2 * amount AS amount FROM shop.bronze.orders"));

        Outcome unchanged = lake.run(doubled).get(ShopLake.ORDERS);
        assertEquals(Status.UP_TO_DATE, unchanged.status());
        assertTrue(unchanged.notes().toString().contains("--full"), unchanged.toString());
        lake.order(5, "ann", 50L);
        lake.run(doubled);
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]", "[5,ann,100]"), lake.rows(ShopLake.ORDERS));
        lake.run(doubled, true);
        assertEquals(List.of("[1,ann,20]", "[4,bob,14]", "[5,ann,100]"), lake.rows(ShopLake.ORDERS));
        assertEquals(2, lake.quarantine(ShopLake.ORDERS).size(), "a full run quarantines each bad row once");
    }

    @Test
    void aTableThatIsReplacedFollowsItsDefinitionAtOnce() {
        lake.someRows();
        lake.run(product);
        ProductFolder negated = ShopLake.product(Map.of(
                "by_city.sql",
                "SELECT customer AS city, count(*) AS orders, -sum(amount) AS amount"
                        + " FROM shop.silver.orders GROUP BY customer"));

        assertEquals(Status.PUBLISHED, lake.run(negated).get(ShopLake.BY_CITY).status());
        assertEquals(List.of("[ann,1,-10]", "[bob,1,-7]"), lake.rows(ShopLake.BY_CITY));
    }

    @Test
    void whenOnlyBadRowsArriveTheyAreConsumedAndNothingDownstreamIsMadeAnew() {
        lake.someRows();
        lake.run(product);
        lake.order(6, "ann", -6L);

        Map<String, Outcome> outcomes = lake.run(product);

        assertEquals(Status.PUBLISHED, outcomes.get(ShopLake.ORDERS).status());
        assertEquals(0, outcomes.get(ShopLake.ORDERS).counts().orElseThrow().rowsPublished());
        assertEquals(3, lake.quarantine(ShopLake.ORDERS).size());
        assertEquals(Status.UP_TO_DATE, outcomes.get(ShopLake.BY_CITY).status());
        assertEquals(Status.UP_TO_DATE, lake.run(product).get(ShopLake.ORDERS).status());
    }

    @Test
    void aStepMayBeAClassInAJarAndIsStagedCheckedAndPublishedTheSameWay(@TempDir Path dir) throws IOException {
        lake.someRows();
        Path jar = JarOfSource.compile(dir, "own.ByCustomer", """
                package own;
                import java.util.Map;
                import java.util.function.BiFunction;
                import org.apache.spark.sql.*;
                public class ByCustomer implements BiFunction<SparkSession, Map<String, Dataset<Row>>, Dataset<Row>> {
                    public Dataset<Row> apply(SparkSession spark, Map<String, Dataset<Row>> inputs) {
                        return inputs.get("shop.silver.orders").groupBy("customer")
                                .agg(functions.count(functions.lit(1)).as("orders"), functions.sum("amount").as("amount"))
                                .withColumnRenamed("customer", "city")
                                .unionByName(spark.sql("SELECT CAST(NULL AS STRING) AS city, 1L AS orders, 0L AS amount"));
                    }
                }
                """);
        String yaml = Files.readString(ShopLake.PRODUCT.resolve("shop.odcs.yaml"))
                .replace(
                        "select: by_city.sql",
                        "class: own.ByCustomer\n          jar: own.jar\n          upstreams: [shop.silver.orders]");
        Path folder = Files.createDirectory(dir.resolve("shop"));
        Files.copy(jar, folder.resolve("own.jar"));
        for (String select : List.of("orders.sql", "customers.sql")) {
            Files.copy(ShopLake.PRODUCT.resolve(select), folder.resolve(select));
        }
        Files.writeString(folder.resolve("shop.odcs.yaml"), yaml);
        ProductFolder classy = ProductFolder.read(List.of(folder));

        Outcome outcome = lake.run(classy).get(ShopLake.BY_CITY);

        assertEquals(Status.PUBLISHED, outcome.status(), outcome.reason());
        assertEquals(List.of("[ann,1,10]", "[bob,1,7]"), lake.rows(ShopLake.BY_CITY));
        assertEquals(1, lake.quarantine(ShopLake.BY_CITY).size());
        Files.writeString(folder.resolve("shop.odcs.yaml"), yaml.replace("own.ByCustomer", "own.Nobody"));
        String reason = lake.run(ProductFolder.read(List.of(folder)))
                .get(ShopLake.BY_CITY)
                .reason();
        assertTrue(reason.contains("cannot make own.Nobody from"), reason);
    }

    @Test
    void aSelectThatYieldsNothingConsumesItsInputs() {
        lake.someRows();
        ProductFolder nothing = ShopLake.product(
                Map.of("orders.sql", "SELECT id, customer, amount FROM shop.bronze.orders WHERE false"));

        Outcome outcome = lake.run(nothing).get(ShopLake.ORDERS);

        assertEquals(Status.PUBLISHED, outcome.status(), outcome.reason());
        assertEquals(0, outcome.counts().orElseThrow().rowsIn());
        assertEquals(Status.UP_TO_DATE, lake.run(nothing).get(ShopLake.ORDERS).status());
    }

    @Test
    void theFirstRowsAreAppendedSoThatADownstreamCanReadThemAsNew() {
        lake.someRows();
        lake.run(product);

        assertEquals(
                "append",
                lake.tables
                        .load(TableName.parse(ShopLake.CUSTOMERS))
                        .currentSnapshot()
                        .operation());
    }
}
