package org.boathouse.service.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Contract texts of one domain, to be changed word by word by tests. */
final class Contracts {
    static final String FILE = "shop/shop.odcs.yaml";
    static final String SELECT_FILE = "shop/silver_orders.sql";

    private Contracts() {}

    /** Version 1.0.0 of a product with a table of landed files and a refined one. */
    static String shop(String domain) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: shop-of-DOMAIN
                name: shop
                version: 1.0.0
                status: active
                domain: DOMAIN
                dataProduct: shop
                team: {name: shop keepers}
                schema:
                  - name: landed_orders
                    physicalName: DOMAIN.bronze.orders
                    customProperties:
                      - property: refinement
                        value:
                          landed: DOMAIN/orders
                          format: {type: csv}
                    properties:
                      - {name: id, logicalType: integer, required: true}
                      - {name: placed_at, logicalType: timestamp}
                      - {name: price, logicalType: number, physicalType: "decimal(10,2)"}
                  - name: orders
                    physicalName: DOMAIN.silver.orders
                    description: Orders as they were placed.
                    customProperties:
                      - property: refinement
                        value: {select: silver_orders.sql, mode: merge, incremental: DOMAIN.bronze.orders, sequenceBy: placed_at}
                    properties:
                      - {name: id, logicalType: integer, physicalType: int, primaryKey: true, description: number of the order}
                      - name: placed_at
                        logicalType: timestamp
                        required: true
                        partitioned: true
                        customProperties: [{property: partitionTransform, value: day}]
                      - {name: price, id: price_id, logicalType: number, physicalType: "decimal(10,2)"}
                      # more
                """.replace("DOMAIN", domain);
    }

    /** Version 1.0.0 of a product that is made from somebody else's table. */
    static String reader(String domain) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: revenue-of-DOMAIN
                name: revenue
                version: 1.0.0
                status: active
                domain: DOMAIN
                dataProduct: revenue
                team: {name: analysts}
                schema:
                  - name: revenue
                    physicalName: DOMAIN.gold.revenue
                    customProperties:
                      - property: refinement
                        value: {select: silver_orders.sql}
                    properties:
                      - {name: id, logicalType: integer, physicalType: int}
                """.replace("DOMAIN", domain);
    }

    static Map<String, Object> request(String contract) {
        return request(contract, "SELECT id, placed_at, price FROM orders");
    }

    static Map<String, Object> request(String contract, String select) {
        return Map.of(
                "dryRun",
                false,
                "files",
                List.of(Map.of("file", FILE, "text", contract), Map.of("file", SELECT_FILE, "text", select)));
    }

    static Map<String, Object> dryRun(Map<String, Object> request) {
        return Map.of("dryRun", true, "files", request.get("files"));
    }

    /** The files of several requests in one. */
    @SafeVarargs
    static Map<String, Object> together(Map<String, Object>... requests) {
        List<Object> files = new ArrayList<>();
        for (int i = 0; i < requests.length; i++) {
            for (Object file : (List<?>) requests[i].get("files")) {
                Map<?, ?> entry = (Map<?, ?>) file;
                files.add(Map.of("file", "p" + i + "/" + entry.get("file"), "text", entry.get("text")));
            }
        }
        return Map.of("dryRun", false, "files", files);
    }
}
