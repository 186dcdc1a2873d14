package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.product.QuarantineTable;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Applying contracts to the running service. */
@ExtendWith(StoresExtension.class)
class ApplyIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final RESTCatalog catalog = new RESTCatalog();
    /** Every test has a domain of its own: the lake is shared. */
    private final String domain =
            "d" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    private final String shop = Contracts.shop(domain);
    private LakeProcess lake;
    private LakeClient client;

    @BeforeEach
    void connect(LakeProcess lake) {
        this.lake = lake;
        client = lake.client();
        catalog.initialize("lake", CatalogConnection.of(client).properties());
    }

    @AfterEach
    void disconnect() throws IOException {
        catalog.close();
    }

    @Test
    void applyingMakesTheTablesTheirQuarantinesAndTheLedger() {
        assertEquals(
                Map.of(
                        domain + ".raw.orders", "created",
                        domain + ".bronze.orders", "created",
                        domain + ".bronze.orders__quarantine", "created",
                        domain + ".silver.orders", "created",
                        domain + ".silver.orders__quarantine", "created"),
                actions(apply(shop)));

        Table silver = table("silver", "orders");
        assertEquals(Set.of("id"), silver.schema().identifierFieldNames());
        assertEquals("number of the order", silver.schema().findField("id").doc());
        assertEquals(Types.DecimalType.of(10, 2), silver.schema().findType("price"));
        assertTrue(silver.schema().findField("placed_at").isRequired());
        assertEquals("day", silver.spec().fields().get(0).transform().toString());
        assertEquals("false", silver.properties().get("gc.enabled"));
        assertEquals("1.0.0", silver.properties().get(TableKeys.CONTRACT_VERSION));
        assertEquals("shop keepers", silver.properties().get(TableKeys.OWNER));
        assertEquals("Orders as they were placed.", silver.properties().get("comment"));

        Table bronze = table("bronze", "orders");
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
                names(bronze.schema()));
        assertTrue(table("raw", "orders").schema().sameSchema(LandingLedger.SCHEMA));
        assertTrue(table("silver", "orders__quarantine").schema().sameSchema(QuarantineTable.SCHEMA));
    }

    @Test
    void applyingTwiceChangesNothing() {
        apply(shop);
        String metadata = metadataFile("silver");

        JsonNode again = apply(shop);

        assertEquals(
                Map.of(domain + ".bronze.orders", "unchanged", domain + ".silver.orders", "unchanged"), actions(again));
        assertEquals(metadata, metadataFile("silver"));
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
        JsonNode report = client.post("/apply", Contracts.dryRun(Contracts.request(shop)));

        assertEquals("created", actions(report).get(domain + ".silver.orders"));
        assertFalse(catalog.namespaceExists(Namespace.of(domain)));
        assertFalse(products().contains("shop-of-" + domain));
    }

    @Test
    void aDryRunTellsTheStatementsWhatTheyBreakAndForWhom() {
        apply(shop);
        client.post(
                "/apply",
                Contracts.request(Contracts.reader(domain + "r"), "SELECT id FROM " + domain + ".silver.orders"));

        JsonNode report = client.post(
                "/apply",
                Contracts.dryRun(Contracts.request(shop.replace("version: 1.0.0", "version: 2.0.0")
                        .replace("{name: price, id: price_id", "{name: amount, id: price_id")
                        .replace("value: day", "value: month")
                        .replace("      # more", "      - {name: carrier, logicalType: string}"))));

        JsonNode silver = entry(report, domain + ".silver.orders");
        String alter = "ALTER TABLE lake." + domain + ".silver.orders ";
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
                List.of(domain + "r.gold.revenue of product revenue (analysts)"),
                JSON.convertValue(silver.get("consumers"), List.class));
        JsonNode bronze = entry(report, domain + ".bronze.orders");
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
        JsonNode report = client.post("/apply", Contracts.dryRun(Contracts.request(shop)));

        assertEquals(
                "CREATE TABLE lake.DOMAIN.silver.orders (id INT NOT NULL COMMENT 'number of the order', placed_at TIMESTAMP"
                                .replace("DOMAIN", domain)
                        + " NOT NULL, price DECIMAL(10, 2)) USING iceberg PARTITIONED BY (days(placed_at))",
                entry(report, domain + ".silver.orders").at("/ddl/0").asText());
    }

    @Test
    void aSafeChangeEvolvesTheTableAndKeepsTheIds() {
        apply(shop);
        Schema before = table("silver", "orders").schema();

        JsonNode report = apply(
                shop.replace("version: 1.0.0", "version: 1.1.0")
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
                changes(report, "silver").stream()
                        .sorted(ApplyIT::byFirstMention)
                        .toList());
        Schema after = table("silver", "orders").schema();
        for (String column : names(before)) {
            assertEquals(
                    before.findField(column).fieldId(), after.findField(column).fieldId(), column);
        }
        assertEquals(Types.LongType.get(), after.findType("id"));
        assertEquals("the order's number", after.findField("id").doc());
        assertEquals(Types.DecimalType.of(12, 2), after.findType("price"));
        assertEquals(List.of("id", "placed_at", "price", "carrier"), names(after));
        assertEquals(
                List.of("id", "shopper", "placed_at", "price", "_source_file"),
                names(table("bronze", "orders").schema()).subList(0, 5));
        assertEquals("1.1.0", table("silver", "orders").properties().get(TableKeys.CONTRACT_VERSION));
    }

    @Test
    void aBreakingChangeIsRefusedWithRuleReasonAndRemedyAndChangesNothing() throws Exception {
        apply(shop);
        String metadata = metadataFile("silver");
        String broken = shop.replace("version: 1.0.0", "version: 1.1.0")
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
                domain + ".silver.orders, column price",
                "from decimal(10, 2) to string",
                "version 1.0.0 to 1.1.0",
                "type-changed",
                "publish a new table")) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
        assertEquals(metadata, metadataFile("silver"));
        assertEquals("1.0.0", version());
    }

    @Test
    void aChangeWithoutAHigherVersionIsRefused() {
        apply(shop);

        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> client.post("/apply", Contracts.request(shop, "SELECT 2")));

        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertTrue(failure.getMessage().contains("Set version: 1.1.0"), failure.getMessage());
    }

    @Test
    void aHigherMajorVersionMayRenameAndDropColumnsAndARenamedOneKeepsItsId() {
        apply(shop);
        int id = table("silver", "orders").schema().findField("price").fieldId();
        String renamed = shop.replace("version: 1.0.0", "version: 2.0.0")
                .replace("{name: price, id: price_id", "{name: amount, id: price_id")
                .replace("      - {name: price, logicalType: number, physicalType: \"decimal(10,2)\"}\n", "");

        JsonNode report = apply(renamed);

        assertTrue(changes(report, "silver").contains("renamed column price to amount"), report::toString);
        assertTrue(changes(report, "bronze").contains("dropped column price"), report::toString);
        assertEquals(id, table("silver", "orders").schema().findField("amount").fieldId());
        assertEquals(
                Map.of(domain + ".bronze.orders", "unchanged", domain + ".silver.orders", "unchanged"),
                actions(apply(renamed)));
    }

    @Test
    void partitioningFollowsTheContract() {
        apply(shop);

        apply(shop.replace("version: 1.0.0", "version: 1.1.0").replace("value: day", "value: month"));

        assertEquals(
                "month",
                table("silver", "orders").spec().fields().get(0).transform().toString());
        assertEquals(1, table("silver", "orders").spec().fields().size());
    }

    @Test
    void aTableChangedOutsideItsContractIsToldAndForeignColumnsAreKept() {
        apply(shop);
        table("silver", "orders")
                .updateSchema()
                .addColumn("note", Types.StringType.get())
                .commit();
        String next = shop.replace("version: 1.0.0", "version: 1.1.0");

        apply(next.replace("      # more", "      - {name: carrier, logicalType: string}"));
        assertTrue(names(table("silver", "orders").schema()).contains("note"));

        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> apply(
                        shop.replace("version: 1.0.0", "version: 1.2.0")
                                .replace(
                                        "      # more",
                                        "      - {name: carrier, logicalType: string}\n      - {name: note, logicalType: integer}")));
        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertTrue(failure.getMessage().contains("has column note of type string"), failure.getMessage());
    }

    @Test
    void oneBadContractKeepsAllOthersOut() {
        apply(shop);
        String other = Contracts.shop(domain + "x");
        String broken = shop.replace("version: 1.0.0", "version: 1.1.0").replace("name: placed_at", "name: placed");

        assertThrows(
                LakeFailure.class,
                () -> client.post("/apply", Contracts.together(Contracts.request(other), Contracts.request(broken))));

        assertFalse(catalog.namespaceExists(Namespace.of(domain + "x")));
        assertFalse(products().contains("shop-of-" + domain + "x"));
    }

    @Test
    void anUnknownKeyIsRefusedWithFilePathAndTheNearestKey() {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> apply(shop.replace("dataProduct:", "dataPoduct:")));

        assertEquals(FailureKind.INVALID, failure.kind());
        assertEquals(Contracts.FILE + ": dataPoduct: unknown key; did you mean dataProduct?", failure.getMessage());
    }

    @Test
    void aMissingSelectFileIsRefusedWithContractKeyAndPath() {
        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> client.post("/apply", Map.of("files", List.of(Map.of("file", Contracts.FILE, "text", shop)))));

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
                () -> apply(shop.replace(
                        "incremental: " + domain + ".bronze.orders", "incremental: " + domain + ".bronze.missing")));

        assertTrue(
                failure.getMessage().contains("reads " + domain + ".bronze.missing, which is neither"),
                failure.getMessage());
    }

    @Test
    void aTableOfAnotherContractIsRefused() {
        apply(shop);

        LakeFailure failure = assertThrows(
                LakeFailure.class, () -> apply(shop.replace("id: shop-of-" + domain, "id: thief-of-" + domain)));

        assertEquals(FailureKind.FORBIDDEN, failure.kind());
        assertTrue(failure.getMessage().contains("is described by contract shop"), failure.getMessage());
    }

    @Test
    void requestsWithoutContractsAreRefused() {
        for (Object body : List.of(
                Map.of(), Map.of("files", List.of()), Map.of("files", List.of(Map.of("file", "a.sql", "text", ""))))) {
            LakeFailure failure = assertThrows(LakeFailure.class, () -> client.post("/apply", body));
            assertEquals(FailureKind.INVALID, failure.kind());
        }
    }

    @Test
    void manyAtOnceComeOutAsIfOneAfterTheOther() throws Exception {
        apply(shop);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Callable<String>> applies = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            String next = shop.replace("version: 1.0.0", "version: 1." + i + ".0")
                    .replace("      # more", "      - {name: c" + i + ", logicalType: string}");
            applies.add(() -> {
                try {
                    apply(next);
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
        assertEquals("1." + winner + ".0", version());
        assertEquals(
                List.of("id", "placed_at", "price", "c" + winner),
                names(table("silver", "orders").schema()));
    }

    @Test
    void theListingTellsWhatIsRegistered() {
        apply(shop);

        JsonNode listed = listed();

        assertEquals(domain, listed.get("domain").asText());
        assertEquals("shop", listed.get("product").asText());
        assertEquals("1.0.0", listed.get("version").asText());
        assertEquals("active", listed.get("status").asText());
        assertEquals("shop keepers", listed.get("owner").asText());
        assertEquals(
                List.of(domain + ".bronze.orders", domain + ".silver.orders"),
                JSON.convertValue(listed.get("tables"), List.class));
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

    private JsonNode apply(String contract) {
        return client.post("/apply", Contracts.request(contract));
    }

    private HttpResponse<String> rawApply(Map<String, Object> request) throws Exception {
        HttpRequest post = HttpRequest.newBuilder(URI.create(lake.url() + "/api/v1/apply"))
                .header("Authorization", "Bearer " + lake.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
                .build();
        return HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, String> actions(JsonNode report) {
        Map<String, String> actions = new TreeMap<>();
        report.get("tables")
                .forEach(entry -> actions.put(
                        entry.get("table").asText(), entry.get("action").asText()));
        return actions;
    }

    private List<String> changes(JsonNode report, String layer) {
        List<String> changes = new ArrayList<>();
        report.get("tables").forEach(entry -> {
            if (entry.get("table").asText().equals(domain + "." + layer + ".orders")) {
                assertEquals("evolved", entry.get("action").asText());
                entry.get("changes").forEach(change -> changes.add(change.asText()));
            }
        });
        return changes;
    }

    private String products() {
        return client.get("/products").toString();
    }

    private JsonNode listed() {
        for (JsonNode product : client.get("/products").get("products")) {
            if (product.get("id").asText().equals("shop-of-" + domain)) {
                return product;
            }
        }
        throw new AssertionError("not listed");
    }

    private String version() {
        return listed().get("version").asText();
    }

    private Table table(String layer, String name) {
        return catalog.loadTable(TableIdentifier.of(Namespace.of(domain, layer), name));
    }

    private String metadataFile(String layer) {
        return ((BaseTable) table(layer, "orders")).operations().current().metadataFileLocation();
    }

    private static List<String> names(Schema schema) {
        return schema.columns().stream().map(Types.NestedField::name).toList();
    }
}
