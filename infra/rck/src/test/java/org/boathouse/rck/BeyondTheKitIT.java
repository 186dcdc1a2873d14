package org.boathouse.rck;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Iceberg's tests of what the kit holds no REST catalog able to. */
class BeyondTheKitIT {
    private RESTCatalog catalog;

    private final CatalogTests<RESTCatalog> tests = new CatalogTests<>() {
        @Override
        protected RESTCatalog catalog() {
            return catalog;
        }

        @Override
        protected RESTCatalog initCatalog(String name, Map<String, String> properties) {
            return client(properties);
        }

        @Override
        protected boolean requiresNamespaceCreate() {
            return true;
        }

        @Override
        protected boolean supportsNestedNamespaces() {
            return true;
        }

        @Override
        protected boolean supportsNamesWithSlashes() {
            return true;
        }
    };

    @BeforeEach
    void connect() {
        catalog = client(Map.of());
    }

    @AfterEach
    void clean() throws Exception {
        catalog.listNamespaces().forEach(this::drop);
        catalog.close();
    }

    @Test
    void namespacesHaveSlashesInTheirNames() {
        tests.testNamespaceWithSlash();
    }

    @Test
    void tablesHaveSlashesInTheirNames() {
        tests.testTableNameWithSlash();
    }

    @Test
    void namespacesAreNestedAndListed() {
        tests.testListNestedNamespaces();
    }

    @Test
    void aNamespaceWithNamespacesInItIsNotDropped() {
        tests.testDropNamespaceWithNestedNamespace();
    }

    @Test
    void aTableThatIsRenamedLeavesItsPlaceToNone() {
        tests.createTableInUniqueLocation();
    }

    private void drop(Namespace namespace) {
        catalog.listNamespaces(namespace).forEach(this::drop);
        catalog.listTables(namespace).forEach(catalog::dropTable);
        catalog.dropNamespace(namespace);
    }

    /** {@link LakeUnderTest} has told where the lake is. */
    private static RESTCatalog client(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        System.getProperties().forEach((key, value) -> properties.put(key.toString(), value.toString()));
        RESTCatalog client = new RESTCatalog();
        client.setConf(new Configuration());
        client.initialize("lake", properties);
        return client;
    }
}
