package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Contracts that change what is there: the tables follow, or the change is refused. */
@ExtendWith(StoresExtension.class)
class ApplyChangesIT {
    private static final JsonMapper JSON = new JsonMapper();

    private LakeProcess lake;
    private Shop shop;

    @BeforeEach
    void connect(LakeProcess lake) {
        this.lake = lake;
        shop = new Shop(lake);
    }

    @AfterEach
    void disconnect() throws IOException {
        shop.close();
    }

    @Test
    void aSafeChangeEvolvesTheTableAndKeepsTheIds() {
        shop.apply(shop.contract());
        Schema before = shop.table("silver", "orders").schema();

        JsonNode report = shop.apply(
                shop.contract()
                        .replace("version: 1.0.0", "version: 1.1.0")
                        .replace("physicalType: int, primaryKey", "physicalType: bigint, primaryKey")
                        .replace("number of the order", "the order's number")
                        .replace("decimal(10,2)", "decimal(12,2)")
                        .replace(
                                "      # more",
                                "      - {name: carrier, logicalType: string, description: who brings it}")
                        .replace(
                                "      - {name: placed_at, logicalType: timestamp}\n",
                                "      - {name: shopper, logicalType: string}\n      - {name: placed_at, logicalType: timestamp}\n"));

        assertEquals(
                List.of(
                        "widened column id from int to long",
                        "described column id anew",
                        "widened column price from decimal(10, 2) to decimal(12, 2)",
                        "added column carrier: string",
                        "contract version 1.0.0 to 1.1.0"),
                shop.changes(report, "silver").stream()
                        .sorted(ApplyChangesIT::byFirstMention)
                        .toList());
        Schema after = shop.table("silver", "orders").schema();
        for (String column : Shop.names(before)) {
            assertEquals(
                    before.findField(column).fieldId(), after.findField(column).fieldId(), column);
        }
        assertEquals(Types.LongType.get(), after.findType("id"));
        assertEquals("the order's number", after.findField("id").doc());
        assertEquals(Types.DecimalType.of(12, 2), after.findType("price"));
        assertEquals(List.of("id", "placed_at", "price", "carrier"), Shop.names(after));
        assertEquals(
                List.of("id", "shopper", "placed_at", "price", "_source_file"),
                Shop.names(shop.table("bronze", "orders").schema()).subList(0, 5));
        assertEquals("1.1.0", shop.table("silver", "orders").properties().get(TableKeys.CONTRACT_VERSION));
    }

    @Test
    void aBreakingChangeIsRefusedWithRuleReasonAndRemedyAndChangesNothing() throws Exception {
        shop.apply(shop.contract());
        String metadata = shop.metadataFile("silver");
        String broken = shop.contract()
                .replace("version: 1.0.0", "version: 1.1.0")
                .replace(
                        "{name: price, id: price_id, logicalType: number, physicalType: \"decimal(10,2)\"}",
                        "{name: price, id: price_id, logicalType: string}");

        HttpResponse<String> response = rawApply(Contracts.request(broken, "SELECT 1"));

        assertEquals(403, response.statusCode());
        JsonNode error = JSON.readTree(response.body()).get("error");
        assertEquals("ContractViolation", error.get("type").asText());
        assertEquals(403, error.get("code").asInt());
        String message = error.get("message").asText();
        for (String part : List.of(
                Contracts.FILE,
                shop.domain() + ".silver.orders, column price",
                "from decimal(10, 2) to string",
                "version 1.0.0 to 1.1.0",
                "type-changed",
                "publish a new table")) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
        assertEquals(metadata, shop.metadataFile("silver"));
        assertEquals("1.0.0", shop.version());
    }

    @Test
    void aChangeWithoutAHigherVersionIsRefused() {
        shop.apply(shop.contract());

        LakeFailure failure = assertThrows(
                LakeFailure.class, () -> shop.client().post("/apply", Contracts.request(shop.contract(), "SELECT 2")));

        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertTrue(failure.getMessage().contains("Set version: 1.1.0"), failure.getMessage());
    }

    @Test
    void aHigherMajorVersionMayRenameAndDropColumnsAndARenamedOneKeepsItsId() {
        shop.apply(shop.contract());
        int id = shop.table("silver", "orders").schema().findField("price").fieldId();
        String renamed = shop.contract()
                .replace("version: 1.0.0", "version: 2.0.0")
                .replace("{name: price, id: price_id", "{name: amount, id: price_id")
                .replace("      - {name: price, logicalType: number, physicalType: \"decimal(10,2)\"}\n", "");

        JsonNode report = shop.apply(renamed);

        assertTrue(shop.changes(report, "silver").contains("renamed column price to amount"), report::toString);
        assertTrue(shop.changes(report, "bronze").contains("dropped column price"), report::toString);
        assertEquals(
                id, shop.table("silver", "orders").schema().findField("amount").fieldId());
        assertEquals(
                Map.of(shop.domain() + ".bronze.orders", "unchanged", shop.domain() + ".silver.orders", "unchanged"),
                Shop.actions(shop.apply(renamed)));
    }

    @Test
    void partitioningFollowsTheContract() {
        shop.apply(shop.contract());

        shop.apply(shop.contract().replace("version: 1.0.0", "version: 1.1.0").replace("value: day", "value: month"));

        assertEquals(
                "month",
                shop.table("silver", "orders")
                        .spec()
                        .fields()
                        .get(0)
                        .transform()
                        .toString());
        assertEquals(1, shop.table("silver", "orders").spec().fields().size());
    }

    @Test
    void droppingAColumnThatOlderPartitionsAreMadeOfIsWarnedOf() {
        shop.apply(shop.contract());
        carried("1.1.0", "{name: carrier, logicalType: string, partitioned: true}, {name: ship, logicalType: string}");
        carried("1.2.0", "{name: carrier, logicalType: string}, {name: ship, logicalType: string}");

        String harmless = because(carried("2.0.0", "{name: carrier, logicalType: string}"));
        String harmful = because(carried("3.0.0", ""));

        assertFalse(harmless.contains("older partitions"), harmless);
        assertTrue(
                harmful.contains("dropped column carrier, which older partitions are made of")
                        && harmful.contains("run --full"),
                harmful);
    }

    private JsonNode carried(String version, String columns) {
        String lines = columns.isEmpty() ? "" : "      - " + columns.replace("}, ", "}\n      - ");
        return shop.apply(
                shop.contract().replace("version: 1.0.0", "version: " + version).replace("      # more", lines));
    }

    private String because(JsonNode report) {
        for (JsonNode entry : report.get("tables")) {
            if (entry.get("table").asText().equals(shop.domain() + ".silver.orders")) {
                return entry.get("because").toString();
            }
        }
        throw new AssertionError(report);
    }

    @Test
    void aTableChangedOutsideItsContractIsToldAndForeignColumnsAreKept() {
        shop.apply(shop.contract());
        shop.table("silver", "orders")
                .updateSchema()
                .addColumn("note", Types.StringType.get())
                .commit();
        String next = shop.contract().replace("version: 1.0.0", "version: 1.1.0");

        shop.apply(next.replace("      # more", "      - {name: carrier, logicalType: string}"));
        assertTrue(Shop.names(shop.table("silver", "orders").schema()).contains("note"));

        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> shop.apply(
                        shop.contract()
                                .replace("version: 1.0.0", "version: 1.2.0")
                                .replace(
                                        "      # more",
                                        "      - {name: carrier, logicalType: string}\n      - {name: note, logicalType: integer}")));
        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertTrue(failure.getMessage().contains("has column note of type string"), failure.getMessage());
    }

    @Test
    void aColumnThatDiffersByCaseAloneFromAForeignOneIsRefused() {
        shop.apply(shop.contract());
        shop.table("silver", "orders")
                .updateSchema()
                .addColumn("CARRIER", Types.StringType.get())
                .commit();

        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> carried("1.1.0", "{name: carrier, logicalType: string}"));

        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertTrue(
                failure.getMessage().contains("has a column CARRIER, and SQL takes no notice"), failure.getMessage());
    }

    @Test
    void manyAtOnceComeOutAsIfOneAfterTheOther() throws Exception {
        shop.apply(shop.contract());
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Callable<String>> applies = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            String next = shop.contract()
                    .replace("version: 1.0.0", "version: 1." + i + ".0")
                    .replace("      # more", "      - {name: c" + i + ", logicalType: string}");
            applies.add(() -> {
                try {
                    shop.apply(next);
                    return "done";
                } catch (LakeFailure e) {
                    return e.kind().name();
                }
            });
        }
        List<String> outcomes = new ArrayList<>();
        for (Future<String> outcome : threads.invokeAll(applies)) {
            outcomes.add(outcome.get());
        }
        threads.shutdown();

        // Each adds its own column and drops the others', so that after the first every other is breaking or lower.
        assertEquals(1, outcomes.stream().filter("done"::equals).count(), outcomes::toString);
        assertEquals(5, outcomes.stream().filter("FORBIDDEN"::equals).count(), outcomes::toString);
        int winner = outcomes.indexOf("done") + 1;
        assertEquals("1." + winner + ".0", shop.version());
        assertEquals(
                List.of("id", "placed_at", "price", "c" + winner),
                Shop.names(shop.table("silver", "orders").schema()));
    }

    private static int byFirstMention(String one, String other) {
        List<String> order =
                List.of("widened column id", "described column id", "widened column price", "added", "contract");
        return Integer.compare(rank(order, one), rank(order, other));
    }

    private static int rank(List<String> order, String change) {
        for (int i = 0; i < order.size(); i++) {
            if (change.startsWith(order.get(i))) {
                return i;
            }
        }
        return order.size();
    }

    private HttpResponse<String> rawApply(Map<String, Object> request) throws Exception {
        HttpRequest post = lake.request("/api/v1/apply")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
                .build();
        return HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
    }
}
