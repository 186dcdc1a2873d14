package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The registry of the running service: versions, statuses, who published them, and what is held to them. */
@ExtendWith(StoresExtension.class)
class ContractRegistryIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final String domain =
            "d" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final String id = "shop-of-" + domain;
    private final String shop = Contracts.shop(domain);
    private final TableIdentifier orders = TableIdentifier.of(Namespace.of(domain, "silver"), "orders");
    private LakeProcess lake;
    private LakeClient platform;
    private StockClient client;

    @BeforeEach
    void connect(LakeProcess lake) {
        this.lake = lake;
        platform = lake.client();
        client = new StockClient(platform);
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    @Test
    void everyVersionIsKeptWithWhoPublishedItAndItsDocumentWordForWord() throws Exception {
        publish(shop);
        String next = shop.replace("version: 1.0.0", "version: 1.1.0 # with carriers")
                .replace("      # more", "      - {name: carrier, logicalType: string}");
        publish(next);
        publish(next);

        JsonNode life = platform.get("/contracts/" + id);

        assertEquals("1.1.0", life.at("/contract/version").asText());
        assertEquals("shop keepers", life.at("/contract/owner").asText());
        assertEquals(List.of("1.1.0", "1.0.0"), texts(life.get("versions"), "version"));
        assertEquals(List.of("owner", "owner"), texts(life.get("versions"), "registeredBy"));
        assertEquals(
                List.of("1.1.0 active", "1.0.0 active"),
                List.of(
                        life.at("/statuses/0/version").asText() + " "
                                + life.at("/statuses/0/status").asText(),
                        life.at("/statuses/1/version").asText() + " "
                                + life.at("/statuses/1/status").asText()));
        assertEquals(next, get("/contracts/" + id + "/versions/1.1.0/document").body());
        assertEquals(shop, get("/contracts/" + id + "/versions/1.0.0/document").body());
        JsonNode files = platform.get("/contracts/" + id + "/versions/1.0.0").get("files");
        assertEquals(shop, files.get(Contracts.FILE).asText());
        assertEquals(
                "SELECT id, placed_at, price FROM orders",
                files.get(Contracts.SELECT_FILE).asText());
    }

    @Test
    void contractsAreFoundByDomainAndByTable() {
        publish(shop);

        assertEquals(List.of(id), texts(contracts("?domain=" + domain), "id"));
        assertEquals(List.of(id), texts(contracts("?table=" + domain + ".silver.orders"), "id"));
        assertEquals(List.of(), texts(contracts("?table=" + domain + ".silver.nothing"), "id"));
        assertTrue(texts(contracts(""), "id").contains(id));
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() {
        publish(shop);

        LakeFailure noContract = assertThrows(LakeFailure.class, () -> platform.get("/contracts/nothing"));
        assertEquals(FailureKind.NOT_FOUND, noContract.kind());
        assertTrue(noContract.getMessage().contains("'nothing'"), noContract.getMessage());
        LakeFailure noVersion =
                assertThrows(LakeFailure.class, () -> platform.get("/contracts/" + id + "/versions/2.0.0"));
        assertEquals(FailureKind.NOT_FOUND, noVersion.kind());
        assertTrue(noVersion.getMessage().contains("it has [1.0.0]"), noVersion.getMessage());
    }

    @Test
    void aDraftIsActivatedDeprecatedAndRetiredWithItsTables() throws Exception {
        publish(shop.replace("status: active", "status: draft"));
        client.table(orders)
                .updateSchema()
                .addColumn("note", Types.StringType.get())
                .commit();

        JsonNode activated = setStatus(200, "active");

        assertEquals("active", activated.at("/contract/status").asText());
        assertEquals("active", client.table(orders).properties().get(TableKeys.CONTRACT_STATUS));
        assertThrows(ForbiddenException.class, this::dropPrice);
        assertEquals(
                "deprecated",
                setStatus(200, "deprecated").at("/contract/status").asText());
        assertThrows(ForbiddenException.class, this::dropPrice);
        assertEquals("retired", setStatus(200, "retired").at("/contract/status").asText());
        dropPrice();
        assertTrue(client.catalog.dropTable(orders, false));
        JsonNode statuses = platform.get("/contracts/" + id).get("statuses");
        assertEquals(List.of("retired", "deprecated", "active", "draft"), texts(statuses, "status"));
        assertEquals("1.0.0", statuses.at("/0/version").asText());
    }

    @Test
    void theSameStatusAgainAndTheSameDocumentAgainChangeNothing() throws Exception {
        publish(shop);
        setStatus(200, "deprecated");
        String file = client.metadataFile(orders);

        JsonNode again = setStatus(200, "deprecated");
        publish(shop);

        assertEquals(0, again.get("tables").size());
        assertEquals(file, client.metadataFile(orders));
        assertEquals(
                "deprecated",
                platform.get("/contracts/" + id).at("/contract/status").asText());
        assertEquals(2, platform.get("/contracts/" + id).get("statuses").size());
    }

    @Test
    void whatWasPromisedIsNoDraftAnyMore() throws Exception {
        publish(shop);

        JsonNode error = setStatus(403, "draft").get("error");
        LakeFailure published = assertThrows(
                LakeFailure.class,
                () -> publish(
                        shop.replace("version: 1.0.0", "version: 1.1.0").replace("status: active", "status: draft")));

        assertEquals("ContractViolation", error.get("type").asText());
        for (String message : List.of(error.get("message").asText(), published.getMessage())) {
            assertTrue(message.contains("status-taken-back"), message);
            assertTrue(message.contains("from active back to draft"), message);
        }
        assertEquals(
                "active",
                platform.get("/contracts/" + id).at("/contract/status").asText());
    }

    @Test
    void aRetiredContractComesIntoForceAgainOnlyWithItsTablesInStep() throws Exception {
        publish(shop);
        setStatus(200, "retired");
        dropPrice();
        client.table(orders)
                .updateSchema()
                .addColumn("price", Types.StringType.get())
                .commit();

        JsonNode error = setStatus(403, "active").get("error");

        assertTrue(error.get("message").asText().contains("has column price of type string"), error::toString);
        client.table(orders).updateSchema().deleteColumn("price").commit();
        setStatus(200, "active");
        assertEquals(Types.DecimalType.of(10, 2), client.table(orders).schema().findType("price"));
    }

    @Test
    void aRetiredContractsDroppedTableIsNotMadeAgain() throws Exception {
        publish(shop);
        setStatus(200, "retired");
        client.catalog.dropTable(orders, false);

        publish(shop);

        assertFalse(client.catalog.tableExists(orders));
    }

    @Test
    void statusesThatAreNoneAndContractsThatAreNotThereAreRefused() throws Exception {
        publish(shop);

        assertTrue(setStatus(400, "asleep").at("/error/message").asText().contains("[proposed, draft, active"));
        assertEquals(
                404, put("/contracts/nothing/status", "{\"status\":\"active\"}").statusCode());
        assertEquals(
                400,
                put("/contracts/" + id + "/status", "{\"state\":\"active\"}").statusCode());
    }

    @Test
    void aTableThatIsLeftOutIsUnderNoContractAnyMore() {
        publish(shop);
        String without =
                shop.substring(0, shop.indexOf("  - name: orders\n")).replace("version: 1.0.0", "version: 2.0.0");

        platform.post("/contracts", Contracts.request(without));

        Table table = client.table(orders);
        for (String key : TableKeys.FROM_CONTRACT) {
            assertFalse(table.properties().containsKey(key), key);
        }
        dropPrice();
        assertTrue(client.catalog.dropTable(orders, false));
    }

    @Test
    void descriptionsAndIdsStayInStepWithTheContract() {
        publish(shop);
        int field = client.table(orders).schema().findField("price").fieldId();

        publish(shop.replace("version: 1.0.0", "version: 2.0.0")
                .replace("{name: price, id: price_id,", "{name: amount, id: price_id, description: in euros,"));

        assertEquals(field, client.table(orders).schema().findField("amount").fieldId());
        assertEquals(
                "in euros", client.table(orders).schema().findField("amount").doc());
        assertNotEquals(null, client.table(orders).schema().findField("id").doc());
    }

    private void dropPrice() {
        client.table(orders).updateSchema().deleteColumn("price").commit();
    }

    private void publish(String contract) {
        platform.post("/contracts", Contracts.request(contract));
    }

    private JsonNode contracts(String query) {
        return platform.get("/contracts" + query).get("contracts");
    }

    private static List<String> texts(JsonNode list, String key) {
        return list.findValuesAsText(key);
    }

    private JsonNode setStatus(int answer, String status) throws Exception {
        HttpResponse<String> response = put("/contracts/" + id + "/status", "{\"status\":\"" + status + "\"}");
        assertEquals(answer, response.statusCode(), response::body);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return lake.request("/api/v1" + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
