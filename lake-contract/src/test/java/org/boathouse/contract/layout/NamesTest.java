package org.boathouse.contract.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @Test
    void everyNameThatIsBuiltIsParsedBack() {
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            TableName table = randomTable(random);
            assertEquals(table, TableName.parse(table.toString()));
            assertEquals(table.quarantine(), TableName.parse(table.quarantine().toString()));
            Dataset dataset = new Dataset(table.domain(), table.table());
            assertEquals(dataset, Dataset.parse(dataset.toString()));
            assertEquals(Layer.RAW, dataset.ledger().layer());
        }
    }

    static TableName randomTable(Random random) {
        Layer layer = Layer.values()[random.nextInt(Layer.values().length)];
        return new TableName(new Domain(randomName(random, 63)), layer, randomName(random, 50));
    }

    /** Any valid name up to a length, without two underscores in a row. */
    static String randomName(Random random, int lengthMax) {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        StringBuilder name = new StringBuilder().append(letters.charAt(random.nextInt(26)));
        int length = 1 + random.nextInt(lengthMax);
        while (name.length() < length) {
            boolean afterUnderscore = name.charAt(name.length() - 1) == '_';
            String from = afterUnderscore ? letters : letters + "0123456789_";
            name.append(from.charAt(random.nextInt(from.length())));
        }
        return name.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "silver.orders",
                "shop.silver",
                "shop.silver.orders.more",
                "shop.copper.orders",
                "Shop.silver.orders",
                "shop.silver.Orders",
                "shop.silver.or-ders",
                "shop.silver.or__ders",
                "shop.silver.1orders",
                "shop..orders",
                "shop.silver.__quarantine",
                "shop.silver.a__quarantine__quarantine",
                "shop.SILVER.orders"
            })
    void whatIsNoTableNameIsRefused(String text) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> TableName.parse(text));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("'"), failure::getMessage);
    }

    @Test
    void aTableNameLeavesRoomForItsQuarantines() {
        String longest = "t".repeat(51);
        TableName table = TableName.parse("shop.silver." + longest);
        assertEquals(63, table.quarantine().table().length());
        assertThrows(LakeFailure.class, () -> TableName.parse("shop.silver." + longest + "t"));
    }

    @Test
    void aQuarantinesQuarantineIsItself() {
        TableName quarantine = TableName.parse("shop.silver.orders").quarantine();
        assertEquals("shop.silver.orders__quarantine", quarantine.toString());
        assertTrue(quarantine.isQuarantine());
        assertEquals(quarantine, quarantine.quarantine());
        assertFalse(TableName.parse("shop.silver.orders").isQuarantine());
        assertEquals(List.of("shop", "silver"), quarantine.namespace());
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "shop/", "/orders", "shop/orders/more", "Shop/orders", "shop/or-ders"})
    void whatIsNoDatasetIsRefused(String text) {
        assertThrows(LakeFailure.class, () -> Dataset.parse(text));
    }
}
