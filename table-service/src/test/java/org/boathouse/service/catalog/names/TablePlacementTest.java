package org.boathouse.service.catalog.names;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablePlacementTest {
    private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    private static final TableIdentifier ORDERS = TableIdentifier.of("shop", "silver", "orders");

    private final TablePlacement placement = new TablePlacement(new LakeLayout("lake"));

    @Test
    void aDomainsTableLiesInItsLayer() {
        assertEquals("s3://lake/shop/tables/silver/orders-" + ID, placement.newLocation(ORDERS, ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns.orders", "a.b.c.orders", "Shop.silver.orders", "shop.platinum.orders"})
    void anyOtherTableLiesBesideTheDomains(String table) {
        assertEquals("s3://lake/_tables/orders-" + ID, placement.newLocation(TableIdentifier.parse(table), ID));
    }

    @Test
    void aNameAgainstTheLayoutIsRefusedInItsNamespacesOnly() {
        assertThrows(
                LakeFailure.class, () -> placement.newLocation(TableIdentifier.of("shop", "silver", "My Orders"), ID));
        assertEquals(
                "s3://lake/_tables/my-orders-" + ID, placement.newLocation(TableIdentifier.of("ns", "My Orders"), ID));
    }

    @Test
    void aStagedTableStaysWhereItWasStaged() {
        String staged = placement.newLocation(ORDERS, ID);
        assertEquals(staged, placement.stagedLocation(ORDERS, staged));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3://elsewhere/orders",
                "s3://lake/shop/tables/silver/orders",
                "s3://lake/shop/tables/silver/items-01234567-89ab-cdef-0123-456789abcdef",
                "s3://lake/other/tables/silver/orders-01234567-89ab-cdef-0123-456789abcdef",
            })
    void aStagedTableThatBringsItsOwnPlaceIsGivenAnother(String asked) {
        String given = placement.stagedLocation(ORDERS, asked);
        assertNotEquals(asked, given);
        assertTrue(given.startsWith("s3://lake/shop/tables/silver/orders-"), given);
    }

    @Test
    void anExistingTableMayOnlyLieInItsNamespacesPlaceWithinTheLake() {
        String there = "s3://lake/shop/tables/silver/renamed-" + ID;
        assertDoesNotThrow(() -> placement.checkExisting(ORDERS, there));
        assertThrows(
                BadRequestException.class,
                () -> placement.checkExisting(TableIdentifier.of("shop", "gold", "orders"), there));
        assertThrows(BadRequestException.class, () -> placement.checkExisting(ORDERS, "s3://lake/anywhere"));
        assertDoesNotThrow(() -> placement.checkExisting(TableIdentifier.of("ns", "t"), there));
        assertDoesNotThrow(() -> placement.checkExisting(TableIdentifier.of("ns", "t"), "s3://lake/_tables/a/b.c"));
        assertThrows(
                BadRequestException.class,
                () -> placement.checkExisting(TableIdentifier.of("ns", "t"), "s3://elsewhere/t"));
        for (String elsewhere : new String[] {
            "file:/tmp/t",
            "s3://lake/anywhere",
            "s3://lake/_tables",
            "s3://lake/_tables/",
            "s3://lake/_tables/a/",
            "s3://lake/_tables//a",
            "s3://lake/_tables/a/../../shop",
            "s3://lake/_tables/.",
            "s3://lake/_tables/a?b",
            "s3://lake/_tables/ü",
        }) {
            assertThrows(
                    BadRequestException.class,
                    () -> placement.checkExisting(TableIdentifier.of("ns", "t"), elsewhere),
                    elsewhere);
        }
    }

    @Test
    void aFileOutsideTheLakeIsRefused() {
        assertDoesNotThrow(() -> placement.checkInLake("s3://lake/_tables/x/metadata/1.metadata.json"));
        for (String file : new String[] {"s3://lakeside/x", "file:/etc/passwd", "s3://lake/a/../../other/x"}) {
            assertThrows(BadRequestException.class, () -> placement.checkInLake(file), file);
        }
    }
}
