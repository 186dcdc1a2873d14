package org.boathouse.contract.odcs;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.LakeFailure;

/** Small contracts for tests, and what is wrong with them. */
public final class Documents {
    public static final String FILE = "shop/orders.odcs.yaml";

    private Documents() {}

    /** A contract of one silver table that somebody else's job writes. */
    public static String silver(String properties) {
        return silver(properties, "");
    }

    /** @param more keys of the schema object after its properties, not indented */
    public static String silver(String properties, String more) {
        return """
                apiVersion: v3.2.0
                kind: DataContract
                id: orders
                version: 1.0.0
                status: active
                domain: shop
                schema:
                  - name: orders
                    physicalName: shop.silver.orders
                    properties:
                """ + properties.indent(6) + more.indent(4);
    }

    /** A contract of one table with a refinement. */
    public static String refined(String table, String refinement) {
        return silver(
                        "- {name: id, logicalType: integer, primaryKey: true}\n- {name: at, logicalType: timestamp}",
                        """
                customProperties:
                  - property: refinement
                    value: %s""".formatted(refinement))
                .replace("shop.silver.orders", table);
    }

    public static DataContract read(String yaml) {
        return ContractReader.read(FILE, yaml, Map.of("shop/orders.sql", "SELECT 1"));
    }

    public static TableContract table(String yaml) {
        return read(yaml).tables().get(0);
    }

    /** The faults that reading tells, without the file's name. */
    public static List<String> faults(String yaml) {
        return assertThrows(LakeFailure.class, () -> read(yaml))
                .getMessage()
                .lines()
                .map(line -> line.substring((FILE + ": ").length()))
                .toList();
    }
}
