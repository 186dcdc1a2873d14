package org.boathouse.service.retention;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A product with a table and another one that is made of what is new in it. */
final class RetentionContract {
    private RetentionContract() {}

    static String of(String domain, String retention) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: kept-of-DOMAIN
                name: kept
                version: 1.0.0
                status: active
                domain: DOMAIN
                dataProduct: kept
                customProperties:
                  - property: snapshotRetention
                    value: RETENTION
                schema:
                  - name: orders
                    physicalName: DOMAIN.silver.orders
                    properties:
                      - {name: id, logicalType: integer}
                  - name: sums
                    physicalName: DOMAIN.silver.sums
                    customProperties:
                      - property: refinement
                        value: {select: sums.sql, mode: append, incremental: DOMAIN.silver.orders}
                    properties:
                      - {name: id, logicalType: integer}
                """.replace("DOMAIN", domain).replace("RETENTION", retention);
    }

    /** The request that applies it. */
    static String apply(String contract) {
        ObjectNode request = new JsonMapper().createObjectNode();
        var files = request.putArray("files");
        files.addObject().put("file", "kept/kept.odcs.yaml").put("text", contract);
        files.addObject().put("file", "kept/sums.sql").put("text", "SELECT id FROM upstream");
        return request.toString();
    }
}
