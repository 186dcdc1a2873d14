package org.boathouse.spark.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.ProductFolder;
import org.junit.jupiter.api.Test;

class RefinedTablesTest {
    private static RefinedTable table(String refinement, String sql) {
        String yaml = """
                apiVersion: v3.1.0
                kind: DataContract
                id: t
                name: t
                version: 1.0.0
                status: active
                domain: a
                schema:
                  - name: t
                    physicalName: a.silver.t
                    properties:
                      - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
                      - {name: version, logicalType: integer}
                    customProperties:
                      - property: refinement
                        value: {select: t.sql, %s}
                """.formatted(refinement);
        return RefinedTables.inOrder(new ProductFolder(Map.of("a/t.odcs.yaml", yaml, "a/t.sql", sql)).contracts())
                .get(0);
    }

    @Test
    void anAppendThatWouldNotAddUpIsRefusedWithTheReason() {
        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> table(
                        "mode: append, incremental: a.bronze.t",
                        "SELECT id, max(version) AS version FROM a.bronze.t GROUP BY id"));
        assertTrue(
                failure.getMessage().startsWith("a/t.sql: a.silver.t cannot have mode append"), failure.getMessage());
        assertTrue(failure.getMessage().contains("GROUP BY"), failure.getMessage());
    }

    @Test
    void aMergeThatWouldNotAddUpIsMadeInFull() {
        RefinedTable table = table(
                "mode: merge, incremental: a.bronze.t, sequenceBy: version",
                "SELECT id, max(version) AS version FROM a.bronze.t GROUP BY id");
        assertEquals(Optional.of("the SELECT has a GROUP BY or HAVING"), table.recomputes());
    }

    @Test
    void anIncrementalUpstreamThatIsNotReadIsRefused() {
        assertThrows(
                LakeFailure.class,
                () -> table("mode: append, incremental: a.bronze.u", "SELECT id, version FROM a.bronze.t"));
    }

    @Test
    void theUpstreamsAreThoseOfTheSelect() {
        assertEquals(
                List.of("a.bronze.t", "b.silver.u"),
                table("mode: replace", "SELECT t.id, u.version FROM b.silver.u u JOIN a.bronze.t t ON t.id = u.id")
                        .upstreams()
                        .stream()
                        .map(Object::toString)
                        .toList());
    }
}
