package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.product.QuarantineTable;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Applying contracts to the running service: what is made, what is told, and what is refused. */
@ExtendWith(StoresExtension.class)
class ApplyIT {
    private static final JsonMapper JSON = new JsonMapper();

    private Shop shop;

    @BeforeEach
    void connect(LakeProcess lake) {
        shop = new Shop(lake);
    }

    @AfterEach
    void disconnect() throws IOException {
        shop.close();
    }

    @Test
    void applyingMakesTheTablesTheirQuarantinesAndTheLedger() {
        assertEquals(
                Map.of(
                        shop.domain() + ".raw.orders", "created",
                        shop.domain() + ".bronze.orders", "created",
                        shop.domain() + ".bronze.orders__quarantine", "created",
                        shop.domain() + ".silver.orders", "created",
                        shop.domain() + ".silver.orders__quarantine", "created"),
                Shop.actions(shop.apply(shop.contract())));

        Table silver = shop.table("silver", "orders");
        assertEquals(Set.of("id"), silver.schema().identifierFieldNames());
        assertEquals("number of the order", silver.schema().findField("id").doc());
        assertEquals(Types.DecimalType.of(10, 2), silver.schema().findType("price"));
        assertTrue(silver.schema().findField("placed_at").isRequired());
        assertEquals("day", silver.spec().fields().get(0).transform().toString());
        assertEquals("false", silver.properties().get("gc.enabled"));
        assertEquals("1.0.0", silver.properties().get(TableKeys.CONTRACT_VERSION));
        assertEquals("shop keepers", silver.properties().get(TableKeys.OWNER));
        assertEquals("Orders as they were placed.", silver.properties().get("comment"));

        Table bronze = shop.table("bronze", "orders");
        assertTrue(bronze.schema().findField("id").isOptional());
        assertEquals(
                List.of(
                        "id",
                        "placed_at",
                        "price",
                        "_source_file",
                        "_source_record",
                        "_landing_id",
                        "_landed_at",
                        "_rescued"),
                Shop.names(bronze.schema()));
        assertTrue(shop.table("raw", "orders").schema().sameSchema(LandingLedger.SCHEMA));
        assertTrue(shop.table("silver", "orders__quarantine").schema().sameSchema(QuarantineTable.SCHEMA));
    }

    @Test
    void applyingTwiceChangesNothing() {
        shop.apply(shop.contract());
        String metadata = shop.metadataFile("silver");

        JsonNode again = shop.apply(shop.contract());

        assertEquals(
                Map.of(shop.domain() + ".bronze.orders", "unchanged", shop.domain() + ".silver.orders", "unchanged"),
                Shop.actions(again));
        assertEquals(metadata, shop.metadataFile("silver"));
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
        JsonNode report = shop.client().post("/apply", Contracts.dryRun(Contracts.request(shop.contract())));

        assertEquals("created", Shop.actions(report).get(shop.domain() + ".silver.orders"));
        assertFalse(shop.catalog().namespaceExists(Namespace.of(shop.domain())));
        assertFalse(shop.products().contains("shop-of-" + shop.domain()));
    }

    @Test
    void aDryRunTellsTheStatementsWhatTheyBreakAndForWhom() {
        shop.apply(shop.contract());
        shop.client()
                .post(
                        "/apply",
                        Contracts.request(
                                Contracts.reader(shop.domain() + "r"),
                                "SELECT id FROM " + shop.domain() + ".silver.orders"));

        JsonNode report = shop.client()
                .post(
                        "/apply",
                        Contracts.dryRun(Contracts.request(shop.contract()
                                .replace("version: 1.0.0", "version: 2.0.0")
                                .replace("{name: price, id: price_id", "{name: amount, id: price_id")
                                .replace("value: day", "value: month")
                                .replace("      # more", "      - {name: carrier, logicalType: string}"))));

        JsonNode silver = entry(report, shop.domain() + ".silver.orders");
        String alter = "ALTER TABLE lake." + shop.domain() + ".silver.orders ";
        assertEquals(
                List.of(
                        alter + "DROP PARTITION FIELD days(placed_at)",
                        alter + "RENAME COLUMN price TO amount",
                        alter + "ADD COLUMN carrier STRING AFTER amount",
                        alter + "ADD PARTITION FIELD months(placed_at)"),
                JSON.convertValue(silver.get("ddl"), List.class));
        assertEquals("breaking", silver.get("readers").asText());
        assertEquals("breaking", silver.get("writers").asText());
        assertEquals(
                List.of(shop.domain() + "r.gold.revenue of product revenue (analysts)"),
                JSON.convertValue(silver.get("consumers"), List.class));
        JsonNode bronze = entry(report, shop.domain() + ".bronze.orders");
        assertEquals("safe", bronze.get("readers").asText());
        assertEquals(0, bronze.get("consumers").size());
    }

    private static JsonNode entry(JsonNode report, String table) {
        for (JsonNode entry : report.get("tables")) {
            if (entry.get("table").asText().equals(table)) {
                return entry;
            }
        }
        throw new AssertionError(table + " is not in " + report);
    }

    @Test
    void aNewTablesStatementIsTold() {
        JsonNode report = shop.client().post("/apply", Contracts.dryRun(Contracts.request(shop.contract())));

        assertEquals(
                "CREATE TABLE lake.DOMAIN.silver.orders (id INT NOT NULL COMMENT 'number of the order', placed_at TIMESTAMP"
                                .replace("DOMAIN", shop.domain())
                        + " NOT NULL, price DECIMAL(10, 2)) USING iceberg PARTITIONED BY (days(placed_at))",
                entry(report, shop.domain() + ".silver.orders").at("/ddl/0").asText());
    }

    @Test
    void oneBadContractKeepsAllOthersOut() {
        shop.apply(shop.contract());
        String other = Contracts.shop(shop.domain() + "x");
        String broken =
                shop.contract().replace("version: 1.0.0", "version: 1.1.0").replace("name: placed_at", "name: placed");

        assertThrows(LakeFailure.class, () -> shop.client()
                .post("/apply", Contracts.together(Contracts.request(other), Contracts.request(broken))));

        assertFalse(shop.catalog().namespaceExists(Namespace.of(shop.domain() + "x")));
        assertFalse(shop.products().contains("shop-of-" + shop.domain() + "x"));
    }

    @Test
    void anUnknownKeyIsRefusedWithFilePathAndTheNearestKey() {
        LakeFailure failure = assertThrows(
                LakeFailure.class, () -> shop.apply(shop.contract().replace("dataProduct:", "dataPoduct:")));

        assertEquals(FailureKind.INVALID, failure.kind());
        assertEquals(Contracts.FILE + ": dataPoduct: unknown key; did you mean dataProduct?", failure.getMessage());
    }

    @Test
    void aMissingSelectFileIsRefusedWithContractKeyAndPath() {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> shop.client()
                .post("/apply", Map.of("files", List.of(Map.of("file", Contracts.FILE, "text", shop.contract())))));

        assertEquals(FailureKind.INVALID, failure.kind());
        assertEquals(
                Contracts.FILE + ": schema[1].customProperties[0].value.select: no file " + Contracts.SELECT_FILE
                        + ": the SELECT stands in a file beside the contract",
                failure.getMessage());
    }

    @Test
    void anUpstreamThatIsNotThereIsRefused() {
        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> shop.apply(shop.contract()
                        .replace(
                                "incremental: " + shop.domain() + ".bronze.orders",
                                "incremental: " + shop.domain() + ".bronze.missing")));

        assertTrue(
                failure.getMessage().contains("reads " + shop.domain() + ".bronze.missing, which is neither"),
                failure.getMessage());
    }

    @Test
    void aTableOfAnotherContractIsRefused() {
        shop.apply(shop.contract());

        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> shop.apply(
                        shop.contract().replace("id: shop-of-" + shop.domain(), "id: thief-of-" + shop.domain())));

        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertTrue(failure.getMessage().contains("is described by contract shop"), failure.getMessage());
    }

    @Test
    void requestsWithoutContractsAreRefused() {
        for (Object body : List.of(
                Map.of(), Map.of("files", List.of()), Map.of("files", List.of(Map.of("file", "a.sql", "text", ""))))) {
            LakeFailure failure =
                    assertThrows(LakeFailure.class, () -> shop.client().post("/apply", body));
            assertEquals(FailureKind.INVALID, failure.kind());
        }
    }

    @Test
    void theListingTellsWhatIsRegistered() {
        shop.apply(shop.contract());

        JsonNode listed = shop.listed();

        assertEquals(shop.domain(), listed.get("domain").asText());
        assertEquals("shop", listed.get("product").asText());
        assertEquals("1.0.0", listed.get("version").asText());
        assertEquals("active", listed.get("status").asText());
        assertEquals("shop keepers", listed.get("owner").asText());
        assertEquals(
                List.of(shop.domain() + ".bronze.orders", shop.domain() + ".silver.orders"),
                JSON.convertValue(listed.get("tables"), List.class));
    }
}
