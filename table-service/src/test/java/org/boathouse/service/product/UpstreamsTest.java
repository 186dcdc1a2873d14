package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.product.ProductFolder;
import org.junit.jupiter.api.Test;

class UpstreamsTest {
    @Test
    void aSelectsUpstreamsAreTheTablesItNames() {
        assertEquals("a.bronze.one, a.silver.two, b.gold.three, c.silver.four__quarantine", upstreams("""
                        SELECT o.id, 'x.gold.text', `t`.silver FROM lake.a.bronze.one o -- and y.gold.comment
                        JOIN `a`.`silver`.`two` t ON o.id = t.id /* z.gold.comment
                        over lines */ JOIN (SELECT id FROM b.gold.three) USING (id)
                        JOIN c.silver.four__quarantine
                        """));
    }

    @Test
    void columnsOfOtherThingsAreNoTables() {
        assertEquals("", upstreams("SELECT o.silver.x.y, gold.a, a.copper.b FROM orders o"));
    }

    @Test
    void aLandedTablesUpstreamIsItsLedger() {
        DataContract shop = contract("SELECT 1");

        assertEquals("[shop.raw.orders]", Upstreams.of(shop.tables().get(0)).toString());
    }

    private static String upstreams(String sql) {
        return Upstreams.of(contract(sql).tables().get(1)).stream()
                .map(Object::toString)
                // Named by its contract.
                .filter(name -> !name.equals("shop.bronze.orders"))
                .collect(Collectors.joining(", "));
    }

    private static DataContract contract(String sql) {
        return new ProductFolder(
                        new TreeMap<>(Map.of(Contracts.FILE, Contracts.shop("shop"), Contracts.SELECT_FILE, sql)))
                .contracts()
                .get(0);
    }
}
