package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.testkit.LakeProcess;

/** A product in a domain of its own, for the lake is shared. */
final class Shop implements AutoCloseable {
    private final RESTCatalog catalog = new RESTCatalog();
    private final String domain =
            "d" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final LakeClient client;

    Shop(LakeProcess lake) {
        client = lake.client();
        catalog.initialize("lake", CatalogConnection.of(client).properties());
    }

    String domain() {
        return domain;
    }

    /** Its first version. */
    String contract() {
        return Contracts.shop(domain);
    }

    RESTCatalog catalog() {
        return catalog;
    }

    LakeClient client() {
        return client;
    }

    JsonNode apply(String contract) {
        return client.post("/apply", Contracts.request(contract));
    }

    /** What was done, by table. */
    static Map<String, String> actions(JsonNode report) {
        Map<String, String> actions = new TreeMap<>();
        report.get("tables")
                .forEach(entry -> actions.put(
                        entry.get("table").asText(), entry.get("action").asText()));
        return actions;
    }

    /** What was changed of the one table {@code orders} of a layer. */
    List<String> changes(JsonNode report, String layer) {
        List<String> changes = new ArrayList<>();
        report.get("tables").forEach(entry -> {
            if (entry.get("table").asText().equals(domain + "." + layer + ".orders")) {
                assertEquals("evolved", entry.get("action").asText());
                entry.get("changes").forEach(change -> changes.add(change.asText()));
            }
        });
        return changes;
    }

    String products() {
        return client.get("/products").toString();
    }

    JsonNode listed() {
        for (JsonNode product : client.get("/products").get("products")) {
            if (product.get("id").asText().equals("shop-of-" + domain)) {
                return product;
            }
        }
        throw new AssertionError("not listed");
    }

    String version() {
        return listed().get("version").asText();
    }

    Table table(String layer, String name) {
        return catalog.loadTable(TableIdentifier.of(Namespace.of(domain, layer), name));
    }

    String metadataFile(String layer) {
        return ((BaseTable) table(layer, "orders")).operations().current().metadataFileLocation();
    }

    static List<String> names(Schema schema) {
        return schema.columns().stream().map(Types.NestedField::name).toList();
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
