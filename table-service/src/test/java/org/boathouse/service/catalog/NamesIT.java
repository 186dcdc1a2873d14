package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.View;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A name works through every operation, or is refused by every operation that would give it to something. */
@ExtendWith(StoresExtension.class)
class NamesIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private final RESTCatalog catalog = new RESTCatalog();
    private final String top = "n" + UUID.randomUUID();

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        Map<String, String> properties = new CatalogConnection(lake.address(), storage).properties();
        properties.put("rest.client.max-retries", "1");
        catalog.initialize("lake", properties);
    }

    @AfterEach
    void disconnect() throws Exception {
        catalog.close();
    }

    static List<String> good() {
        return List.of(
                "plain",
                "dot.ted",
                "...",
                " spaces in and around ",
                "per%cent",
                "%2F",
                "%1F",
                "sla/sh",
                "//",
                "back\\slash",
                "plus+",
                "a&b=c;d?e#f",
                "\"quoted\" and 'quoted'",
                "<tag>{brace}[bracket]|pipe^",
                "Ünïcödé",
                "名前",
                "😀",
                "null",
                "tables",
                "x".repeat(255),
                "名".repeat(255));
    }

    @ParameterizedTest
    @MethodSource("good")
    void aNameWorksThroughEveryOperation(String name) {
        Namespace namespace = Namespace.of(top, name);
        catalog.createNamespace(namespace, new HashMap<>(Map.of("a", "1")));
        assertEquals(List.of(namespace), catalog.listNamespaces(Namespace.of(top)));
        assertTrue(catalog.namespaceExists(namespace));
        catalog.setProperties(namespace, new HashMap<>(Map.of("a", "2")));
        assertEquals(Map.of("a", "2"), catalog.loadNamespaceMetadata(namespace));

        TableIdentifier named = TableIdentifier.of(namespace, name);
        TableIdentifier other = TableIdentifier.of(namespace, "other");
        Table table = catalog.createTable(named, SCHEMA);
        table.updateProperties().set("k", "v").commit();
        assertTrue(catalog.tableExists(named));
        assertEquals(List.of(named), catalog.listTables(namespace));
        assertEquals("v", catalog.loadTable(named).properties().get("k"));
        catalog.renameTable(named, other);
        catalog.renameTable(other, named);
        String metadata = ((HasTableOperations) catalog.loadTable(named))
                .operations()
                .current()
                .metadataFileLocation();
        assertTrue(catalog.dropTable(named));
        catalog.registerTable(named, metadata);
        assertTrue(catalog.dropTable(named));

        View view = catalog.buildView(named)
                .withSchema(SCHEMA)
                .withDefaultNamespace(namespace)
                .withQuery("spark", "SELECT 1 AS id")
                .create();
        view.updateProperties().set("k", "v").commit();
        assertTrue(catalog.viewExists(named));
        assertEquals(List.of(named), catalog.listViews(namespace));
        assertEquals("v", catalog.loadView(named).properties().get("k"));
        assertEquals(namespace, catalog.loadView(named).currentVersion().defaultNamespace());
        catalog.renameView(named, other);
        catalog.renameView(other, named);
        assertTrue(catalog.dropView(named));
        assertTrue(catalog.dropNamespace(namespace));
        assertFalse(catalog.namespaceExists(namespace));
    }

    static List<String> bad() {
        return List.of(".", "..", "x".repeat(256), "line\nbreak", "unit\u001fseparator");
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aNameThatIsRefusedIsRefusedByEveryOperation(String name) {
        Namespace namespace = Namespace.of(top);
        catalog.createNamespace(namespace);
        TableIdentifier named = TableIdentifier.of(namespace, name);
        TableIdentifier table = TableIdentifier.of(namespace, "table");
        TableIdentifier view = TableIdentifier.of(namespace, "view");
        Table made = catalog.createTable(table, SCHEMA);
        String metadata = ((HasTableOperations) made).operations().current().metadataFileLocation();
        catalog.buildView(view)
                .withSchema(SCHEMA)
                .withDefaultNamespace(namespace)
                .withQuery("spark", "SELECT 1 AS id")
                .create();

        assertThrows(BadRequestException.class, () -> catalog.createNamespace(Namespace.of(top, name)));
        assertThrows(BadRequestException.class, () -> catalog.createTable(named, SCHEMA));
        assertThrows(BadRequestException.class, () -> catalog.buildTable(named, SCHEMA)
                .createTransaction());
        assertThrows(BadRequestException.class, () -> catalog.registerTable(named, metadata));
        assertThrows(BadRequestException.class, () -> catalog.renameTable(table, named));
        assertThrows(BadRequestException.class, () -> catalog.renameView(view, named));
        assertThrows(BadRequestException.class, () -> catalog.registerView(named, metadata));
        assertThrows(BadRequestException.class, () -> catalog.buildView(named)
                .withSchema(SCHEMA)
                .withDefaultNamespace(namespace)
                .withQuery("spark", "SELECT 1 AS id")
                .create());
        assertEquals(List.of(table), catalog.listTables(namespace));
        assertEquals(List.of(view), catalog.listViews(namespace));
    }
}
