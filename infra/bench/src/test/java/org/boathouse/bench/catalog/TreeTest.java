package org.boathouse.bench.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.Test;

class TreeTest {
    private static final Tree TREE = new Tree(4, 3, 5, 2, 10, 10);

    @Test
    void aCompleteTreeHasAsManyNamespacesTablesAndViewsAsItsDimensionsSay() {
        assertEquals(1 + 4 + 16, new HashSet<>(TREE.namespaces()).size());
        assertEquals(16 * 5, new HashSet<>(TREE.tables()).size());
        assertEquals(16 * 2, new HashSet<>(TREE.views()).size());
    }

    @Test
    void everyParentComesBeforeItsChildren() {
        Set<Namespace> made = new HashSet<>();
        for (Namespace namespace : TREE.namespaces()) {
            String[] levels = namespace.levels();
            if (levels.length > 1) {
                assertTrue(made.contains(Namespace.of(
                        List.of(levels).subList(0, levels.length - 1).toArray(String[]::new))));
            }
            made.add(namespace);
        }
    }

    @Test
    void pathsSeparateLevelsAsTheServerWants() {
        TreeRequests requests = new TreeRequests(TREE, "%2E");
        assertEquals(
                "/v1/namespaces/NS_0%2ENS_0%2ENS_0/tables/T_0",
                requests.loadTable(TREE.tables().get(0)).path());
    }
}
