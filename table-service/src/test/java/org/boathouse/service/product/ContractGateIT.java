package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Iceberg's own client changes tables under contract in every way it can, against the running service. */
@ExtendWith(StoresExtension.class)
class ContractGateIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final String domain =
            "d" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final String shop = Contracts.shop(domain);
    private final TableIdentifier orders = TableIdentifier.of(Namespace.of(domain, "silver"), "orders");
    private final TableIdentifier landed = TableIdentifier.of(Namespace.of(domain, "bronze"), "orders");
    private final TableIdentifier free = TableIdentifier.of(Namespace.of(domain, "gold"), "free");
    private LakeProcess lake;
    private LakeClient platform;
    private StockClient client;

    @BeforeEach
    void connect(LakeProcess lake) {
        this.lake = lake;
        platform = lake.client();
        client = new StockClient(platform);
        apply(shop);
        client.catalog.createNamespace(free.namespace());
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    @ParameterizedTest
    @EnumSource(Breach.class)
    void aBreachIsRefusedBeforeAnythingIsWrittenAndNotTriedAgain(Breach breach) {
        Table table = client.table(orders);

        String message = refused(orders, () -> breach.commit(table));

        says(message, breach.rule, breach.where, orders.toString(), "version 1.0.0", "shop keepers");
        assertEquals(
                1,
                client.sent().stream()
                        .filter(request -> request.startsWith("post"))
                        .count());
    }

    @Test
    void theMessageNamesTheConsumersThatProductsTellOf() {
        apply(Contracts.reader(domain + "r"), "SELECT id FROM lake." + orders + " -- all");

        says(
                refused(orders, () -> Breach.DROP_A_COLUMN.commit(client.table(orders))),
                domain + "r.gold.revenue of product revenue (analysts)",
                "deprecate version 1.0.0 first",
                "version: 2.0.0");
    }

    @Test
    void anOldSchemaCanNotBeMadeCurrentAgain() throws Exception {
        apply(shop.replace("version: 1.0.0", "version: 1.1.0")
                .replace("      # more", "      - {name: carrier, logicalType: string}"));
        String file = client.metadataFile(orders);

        JsonNode error = post(
                403,
                "/namespaces/" + domain + "%1Fsilver/tables/orders",
                "{\"requirements\":[],\"updates\":[{\"action\":\"set-current-schema\",\"schema-id\":0}]}");

        assertEquals("ContractViolation", error.get("type").asText());
        says(error.get("message").asText(), "column-dropped", "carrier");
        assertEquals(file, client.metadataFile(orders));
    }

    @Test
    void aTableUnderContractIsNeitherDroppedNorUnregisteredNorRenamed() throws Exception {
        says(refused(orders, () -> client.catalog.dropTable(orders, false)), "table-dropped", "shop keepers");
        says(refused(orders, () -> client.catalog.dropTable(orders, true)), "table-dropped");
        says(refused(orders, () -> client.catalog.renameTable(orders, free)), "table-renamed", free.toString());
        JsonNode error = post(403, "/namespaces/" + domain + "%1Fsilver/tables/orders/unregister", "");
        assertEquals("ContractViolation", error.get("type").asText());
        says(error.get("message").asText(), "table-dropped");
        assertEquals(0, client.table(orders).schema().findField("id").fieldId() - 1);
    }

    @Test
    void whatTheContractsTablesAreMadeFromStaysToo() {
        TableIdentifier ledger = TableIdentifier.of(Namespace.of(domain, "raw"), "orders");
        TableIdentifier quarantine = TableIdentifier.of(orders.namespace(), "orders__quarantine");
        for (TableIdentifier own : List.of(ledger, quarantine)) {
            says(refused(own, () -> client.catalog.dropTable(own, false)), "lakes-own-table", own.toString());
            says(refused(own, () -> client.catalog.renameTable(own, free)), "lakes-own-table");
            String column = client.table(own).schema().columns().get(0).name();
            says(
                    refused(own, () -> client.table(own)
                            .updateSchema()
                            .renameColumn(column, "other")
                            .commit()),
                    "lakes-own-table",
                    "renamed column " + column);
            says(
                    refused(own, () -> client.table(own)
                            .updateSchema()
                            .addColumn("more", Types.StringType.get())
                            .commit()),
                    "lakes-own-table",
                    "added column more");
            says(
                    refused(own, () -> client.table(own)
                            .updateSchema()
                            .moveAfter(
                                    column,
                                    client.table(own).schema().columns().get(1).name())
                            .commit()),
                    "lakes-own-table",
                    "in the order");
        }
    }

    @Test
    void noColumnComesThatKeepsAnEngineFromReadingTheOthers() {
        says(
                refused(orders, () -> client.table(orders)
                        .updateSchema()
                        .addColumn("PRICE", Types.StringType.get())
                        .commit()),
                "column-added-alike",
                "PRICE",
                "Give it another name");
        says(
                refused(orders, () -> client.table(orders)
                        .updateSchema()
                        .addColumn("at", Types.TimeType.get())
                        .commit()),
                "column-added-not-for-all",
                "at");
        says(
                refused(orders, () -> client.table(orders)
                        .updateSchema()
                        .addColumn("_source_record", Types.StringType.get())
                        .commit()),
                "lakes-own-name",
                "_source_record",
                "without a leading underscore");
    }

    @Test
    void aColumnStaysThatOlderPartitionsAreMadeOf() {
        String carried = shop.replace("# more", "- {name: carrier, logicalType: string, partitioned: true}");
        apply(carried.replace("version: 1.0.0", "version: 1.1.0"));
        apply(carried.replace("version: 1.0.0", "version: 1.2.0").replace(", partitioned: true}", "}"));

        says(refused(orders, () -> drop(orders, "carrier")), "partition-source-dropped", "carrier", "version 1.2.0");
    }

    @Test
    void replacingATableKeepsThePromiseOrIsRefused() {
        Schema other = new Schema(Types.NestedField.required(1, "id", Types.IntegerType.get()));
        says(
                refused(orders, () -> client.catalog
                        .newReplaceTableTransaction(orders, other, false)
                        .commitTransaction()),
                "column-dropped",
                "price");
        says(
                refused(orders, () -> client.catalog
                        .buildTable(orders, other)
                        .createOrReplaceTransaction()
                        .commitTransaction()),
                "column-dropped");

        Table before = client.table(orders);
        client.catalog
                .newReplaceTableTransaction(orders, before.schema(), before.spec(), Map.of("made", "anew"), false)
                .commitTransaction();
        assertEquals("anew", client.table(orders).properties().get("made"));
    }

    @Test
    void otherMetadataIsNotRegisteredOverATableUnderContract() {
        String first = client.metadataFile(orders);
        apply(shop.replace("version: 1.0.0", "version: 1.1.0")
                .replace("      # more", "      - {name: carrier, logicalType: string}"));

        String earlier = refused(orders, () -> client.catalog.registerTable(orders, first, true));
        says(earlier, "column-dropped", "carrier", TableKeys.CONTRACT_VERSION);
        TableIdentifier gone = TableIdentifier.of(orders.namespace(), "gone");
        client.catalog.createTable(gone, new Schema(Types.NestedField.required(1, "other", Types.StringType.get())));
        String near = client.metadataFile(gone);
        client.catalog.dropTable(gone, false);
        says(refused(orders, () -> client.catalog.registerTable(orders, near, true)), "column-dropped", "price");
    }

    @Test
    void oneBreachInACommitOfSeveralTablesLeavesTheOthersUntouched() {
        client.catalog.createTable(free, new Schema(Types.NestedField.optional(1, "note", Types.StringType.get())));
        String file = client.metadataFile(free);
        Set<String> folder = client.metadataFolder(client.table(free));

        says(
                refused(orders, () -> client.catalog.commitTransaction(commit(free, "note"), commit(orders, "price"))),
                "column-dropped",
                "price");

        assertEquals(file, client.metadataFile(free));
        assertEquals(folder, client.metadataFolder(client.table(free)));
    }

    @Test
    void whatTheContractDoesNotSpeakOfIsFree() {
        Table table = client.table(orders);
        table.updateSchema()
                .addColumn("note", Types.StringType.get())
                .moveFirst("note")
                .updateColumnDoc("price", "in euros")
                .commit();
        table.updateSchema().renameColumn("note", "remark").commit();
        table.updateSchema().deleteColumn("remark").commit();
        table.updateProperties().set("color", "blue").set("comment", "better").commit();
        table.replaceSortOrder().asc("id").commit();
        table.newAppend().appendFile(file(table)).commit();
        table.manageSnapshots()
                .createTag("kept", table.currentSnapshot().snapshotId())
                .commit();
        client.catalog.dropTable(TableIdentifier.of(Namespace.of(domain, "silver"), "nothing"), false);

        assertEquals("blue", client.table(orders).properties().get("color"));
        assertEquals(
                "in euros", client.table(orders).schema().findField("price").doc());
    }

    @Test
    void aLandedTableStaysAsItsContractAndTheLakeNeedIt() {
        says(
                refused(landed, () -> client.table(landed)
                        .updateSchema()
                        .deleteColumn("_source_record")
                        .commit()),
                "column-dropped",
                "_source_record");
    }

    @Test
    void tablesWithoutAContractAreUntouchedButCanNotPassForAContracts() {
        Table table = client.catalog.createTable(
                free, new Schema(Types.NestedField.required(1, "id", Types.IntegerType.get())));
        table.updateSchema().renameColumn("id", "key").makeColumnOptional("id").commit();
        table.updateProperties().set(TableKeys.OWNER, "me").commit();

        ForbiddenException claim = assertThrows(ForbiddenException.class, () -> table.updateProperties()
                .set(TableKeys.CONTRACT_ID, "shop")
                .commit());

        says(claim.getMessage(), "is under no contract", TableKeys.CONTRACT_ID);
        assertThrows(ForbiddenException.class, () -> client.catalog
                .buildTable(TableIdentifier.of(free.namespace(), "other"), table.schema())
                .withProperty(TableKeys.CONTRACT_STATUS, "active")
                .create());
        assertTrue(client.catalog.dropTable(free, false));
    }

    @Test
    void draftsAndRetiredContractsAreNotHeldToAnything() {
        String draft = Contracts.shop(domain + "x").replace("status: active", "status: draft");
        TableIdentifier table = TableIdentifier.of(Namespace.of(domain + "x", "silver"), "orders");
        apply(draft);
        client.table(table).updateSchema().deleteColumn("price").commit();
        assertTrue(client.catalog.dropTable(table, false));

        apply(shop.replace("version: 1.0.0", "version: 1.1.0").replace("status: active", "status: deprecated"));
        refused(orders, () -> client.catalog.dropTable(orders, false));
        apply(shop.replace("version: 1.0.0", "version: 1.2.0").replace("status: active", "status: retired"));
        assertTrue(client.catalog.dropTable(orders, false));
    }

    /** Each replica keeps what it knows of contracts, as long as the registry is at the same revision. */
    @Test
    void whatAnotherReplicaPublishesHoldsForTheNextCommit(TestStores stores) {
        TableIdentifier revenue = TableIdentifier.of(Namespace.of(domain, "gold"), "revenue");
        client.catalog.createTable(revenue, new Schema(Types.NestedField.optional(1, "id", Types.IntegerType.get())));
        for (TableIdentifier table : List.of(orders, revenue)) {
            client.table(table)
                    .updateSchema()
                    .addColumn("note", Types.StringType.get())
                    .addColumn("other", Types.StringType.get())
                    .commit();
            client.table(table).updateSchema().deleteColumn("other").commit();
        }

        try (LakeProcess other = LakeProcess.serve(stores)) {
            String noted = shop.replace("version: 1.0.0", "version: 1.1.0")
                    .replace("# more", "- {name: note, logicalType: string}");
            other.client().post("/apply", Contracts.request(noted));
            other.client().post("/apply", Contracts.request(Contracts.reader(domain), "SELECT id FROM " + orders));
            says(refused(orders, () -> drop(orders, "note")), "column-dropped", "note", "version 1.1.0");
            says(refused(revenue, () -> drop(revenue, "id")), "column-dropped", "contract revenue version 1.0.0");

            String retired =
                    noted.replace("version: 1.1.0", "version: 1.2.0").replace("status: active", "status: retired");
            other.client().post("/apply", Contracts.request(retired));
            drop(orders, "note");
        }
        assertNull(client.table(orders).schema().findField("note"));
    }

    private void drop(TableIdentifier table, String column) {
        client.table(table).updateSchema().deleteColumn(column).commit();
    }

    @Test
    void aContractMovesItsTablesOnEvenWhereNothingOfThemChanges() throws Exception {
        apply(shop.replace("version: 1.0.0", "version: 1.1.0")
                .replace(
                        "schema:\n  - name: landed_orders",
                        "description: {purpose: none}\nschema:\n  - name: landed_orders"));
        String domain2 = domain + "y";
        // A table that says already all that its contract will say of it.
        String contract = Contracts.reader(domain2);
        apply(contract, "SELECT id FROM " + orders);
        TableIdentifier revenue = TableIdentifier.of(Namespace.of(domain2, "gold"), "revenue");
        TableMetadata metadata =
                ((BaseTable) client.table(revenue)).operations().current();
        TableIdentifier copy = TableIdentifier.of(revenue.namespace(), "copy");
        TableMetadata forged = TableMetadata.newTableMetadata(
                metadata.schema(),
                metadata.spec(),
                metadata.location().replace("revenue-", "copy-"),
                Map.copyOf(withId(metadata.properties(), domain2)));
        String file = forged.location() + "/metadata/00000-" + UUID.randomUUID() + ".metadata.json";
        TableMetadataParser.write(forged, client.table(revenue).io().newOutputFile(file));
        client.catalog.registerTable(copy, file);

        apply(
                contract.replace("id: revenue-of-" + domain2, "id: copy-of-" + domain2)
                        .replace(".gold.revenue", ".gold.copy"),
                "SELECT id FROM " + orders);

        assertFalse(file.equals(client.metadataFile(copy)));
        assertEquals(withId(metadata.properties(), domain2), client.table(copy).properties());
    }

    private static Map<String, String> withId(Map<String, String> properties, String domain) {
        Map<String, String> copied = new HashMap<>(properties);
        copied.put(TableKeys.CONTRACT_ID, "copy-of-" + domain);
        return copied;
    }

    private TableCommit commit(TableIdentifier table, String dropped) {
        Table loaded = client.table(table);
        TableMetadata before = ((BaseTable) loaded).operations().current();
        Schema less = new Schema(
                Stream.of(before.schema())
                        .flatMap(schema -> schema.columns().stream())
                        .filter(column -> !column.name().equals(dropped))
                        .toList(),
                before.schema().identifierFieldIds());
        return TableCommit.create(table, before, before.updateSchema(less));
    }

    /** @return what the client was told */
    private String refused(TableIdentifier table, Executable change) {
        Table before = client.table(table);
        Set<String> folder = client.metadataFolder(before);
        String file = client.metadataFile(table);
        client.sent();

        ForbiddenException refusal = assertThrows(ForbiddenException.class, change);

        assertEquals(file, client.metadataFile(table));
        assertEquals(folder, client.metadataFolder(before));
        assertTrue(before.schema().sameSchema(client.table(table).schema()));
        return refusal.getMessage();
    }

    static DataFile file(Table table) {
        return DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + UUID.randomUUID() + ".parquet")
                .withPartitionPath("placed_at_day=2026-11-20")
                .withFileSizeInBytes(8)
                .withRecordCount(1)
                .build();
    }

    private static void says(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
    }

    private JsonNode post(int status, String path, String body) throws Exception {
        HttpRequest post = lake.request("/iceberg/v1" + path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
        assertEquals(status, response.statusCode(), response::body);
        return JSON.readTree(response.body()).get("error");
    }

    private void apply(String contract) {
        platform.post("/apply", Contracts.request(contract));
    }

    private void apply(String contract, String select) {
        platform.post("/apply", Contracts.request(contract, select));
    }
}
