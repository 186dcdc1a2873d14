package org.boathouse.contract.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeLayoutTest {
    private final LakeLayout layout = new LakeLayout("lake");
    private final Random random = new Random(23);

    @Test
    void everyLandedObjectIsFoundAgainByItsKey() {
        for (int i = 0; i < 2_000; i++) {
            TableName name = NamesTest.randomTable(random);
            LandedObject object = new LandedObject(
                    new Dataset(name.domain(), name.table()),
                    new ContentHash(hex(64)),
                    List.of("", ".csv", ".csv.gz", ".tar.gz.x1").get(random.nextInt(4)));

            assertEquals(Optional.of(object), layout.landedObject(layout.key(object)));
            assertTrue(layout.key(object).startsWith(layout.landedPrefix(object.dataset())));
        }
    }

    @Test
    void everyTableIsFoundAgainByItsLocation() {
        for (int i = 0; i < 2_000; i++) {
            TableName table = NamesTest.randomTable(random);
            assertEquals(
                    Optional.of(table),
                    layout.tableAt(layout.tableLocation(table, new UUID(random.nextLong(), random.nextLong()))));
        }
    }

    @Test
    void twoTablesOfOneNameNeverShareALocation() {
        TableName table = TableName.parse("shop.silver.orders");
        String location = layout.tableLocation(table, UUID.randomUUID());
        String other = layout.tableLocation(table, UUID.randomUUID());
        assertTrue(!location.startsWith(other) && !other.startsWith(location));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://other/shop/tables/silver/orders-00000000-0000-0000-0000-000000000000",
                "s3://lake/shop/tables/silver/orders",
                "s3://lake/shop/tables/copper/orders-00000000-0000-0000-0000-000000000000",
                "s3://lake/Shop/tables/silver/orders-00000000-0000-0000-0000-000000000000",
                "s3://lake/shop/tables/silver/or.ders-00000000-0000-0000-0000-000000000000",
                "s3://lake/shop/tables/silver/orders-00000000-0000-0000-0000-000000000000/data",
                "s3://lake/"
            })
    void otherLocationsAreNoTables(String location) {
        assertEquals(Optional.empty(), layout.tableAt(location));
    }

    @Test
    void otherKeysAreNoLandedObjects() {
        String hash = "0".repeat(64);
        for (String key : List.of(
                "shop/raw/orders/" + hash + ".csv-1234",
                "shop/raw/orders/x/" + hash,
                "shop/raw/" + hash,
                "Shop/raw/orders/" + hash,
                "shop/raw/or ders/" + hash,
                "shop/raw/" + "o".repeat(64) + "/" + hash,
                "shop/tables/orders/" + hash,
                "shop/raw/orders/" + hash.toUpperCase() + "A")) {
            assertEquals(Optional.empty(), layout.landedObject(key), key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.csv, .csv",
        "a.CSV.gz, .csv.gz",
        "x/y.json, .json",
        "a, ''",
        ".hidden, ''",
        "a.b.c.d, .c.d",
        "a.tar.gz, .tar.gz",
        "a.x-y, ''"
    })
    void extensionsAreTheLastTwoInLowerCase(String file, String extension) {
        assertEquals(extension, LandedObject.extensionOf(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Lake", "lake_1", "-lake", "lake/"})
    void whatIsNoBucketIsRefused(String bucket) {
        assertThrows(LakeFailure.class, () -> new LakeLayout(bucket));
    }

    @Test
    void whatIsNoHashOrExtensionIsRefused() {
        assertThrows(LakeFailure.class, () -> new ContentHash("abc"));
        assertThrows(LakeFailure.class, () -> new ContentHash("A".repeat(64)));
        Dataset dataset = Dataset.parse("shop/orders");
        ContentHash hash = new ContentHash("0".repeat(64));
        assertThrows(LakeFailure.class, () -> new LandedObject(dataset, hash, "csv"));
        assertThrows(LakeFailure.class, () -> new LandedObject(dataset, hash, ".csv/.."));
    }

    private String hex(int digits) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            hex.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hex.toString();
    }

    @Test
    void aTableOfNoDomainLiesBesideAllDomainsUnderWhatIsHarmlessOfItsName() {
        UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
        LakeLayout lake = new LakeLayout("lake");
        String location = lake.otherTableLocation("../My Orders/\u00dc%2F", uuid);
        assertEquals("s3://lake/_tables/-my-orders-2f-" + uuid, location);
        assertTrue(lake.tableAt(location).isEmpty());
        assertTrue(lake.isOtherTableLocation(location));
        String longest = lake.otherTableLocation("x".repeat(255), uuid);
        assertEquals("s3://lake/_tables/" + "x".repeat(64) + "-" + uuid, longest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://lake/_tables",
                "s3://lake/_tables/",
                "s3://lake/_tables/a/",
                "s3://lake/_tables/a//b",
                "s3://lake/_tables/a/../b",
                "s3://lake/_tables/.hidden",
                "s3://lake/_tables/a b",
                "s3://lake/shop/a",
                "s3://other/_tables/a"
            })
    void whatIsNoFolderUnderTheOtherTablesIsNoPlaceForOne(String location) {
        assertFalse(layout.isOtherTableLocation(location));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"_elsewhere", "_elsewhere/a", "2026/raw", "flights/exports", "flights/exports/raw", "Flights"})
    void aPlaceThatIsNoneOfTheLakesOwnFoldersNorAboveOneIsUnclaimed(String key) {
        assertTrue(layout.isUnclaimed("s3://lake/" + key));
        assertTrue(layout.isUnclaimed("s3://lake/" + key + "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://lake",
                "s3://lake/",
                "s3://lake//x",
                "s3://lake/flights",
                "s3://lake/flights/",
                "s3://lake/flights/raw",
                "s3://lake/flights/raw/flights",
                "s3://lake/flights/tables/silver/x",
                "s3://lake/_tables",
                "s3://lake/_tables/x",
                "s3://elsewhere/x",
                "file:///x"
            })
    void theLakesOwnFoldersAndWhatLiesAboveThemAreClaimed(String location) {
        assertFalse(layout.isUnclaimed(location));
    }

    @Test
    void aMetadataFileLiesUnderItsTableAndTellsItsVersion() {
        UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
        assertEquals(
                "s3://lake/t/metadata/00012-" + uuid + ".metadata.json",
                LakeLayout.metadataFile("s3://lake/t", 12, uuid, ".metadata.json"));
    }

    @Test
    void anObjectIsOfTheTableUnderWhoseRootItLies() {
        String uuid = "3f2f0c5e-7a0b-4b8e-9a51-0d1c6a3f9b10";
        LakeLayout layout = new LakeLayout("lake");
        String governed =
                layout.tableLocation(new TableName(new Domain("shop"), Layer.GOLD, "sales"), UUID.fromString(uuid));
        String other = layout.otherTableLocation("Odd name", UUID.fromString(uuid));
        for (String root : new String[] {governed, other}) {
            String key = layout.keyOf(root).orElseThrow();
            assertEquals(Optional.of(root), layout.tableRootOf(key + "/data/x=1/f.parquet"));
            assertEquals(Optional.of(root), layout.tableRootOf(key + "/metadata/" + uuid + "/v1.json"));
            assertEquals(Optional.empty(), layout.tableRootOf(key));
        }
        assertEquals(Optional.empty(), layout.tableRootOf("shop/raw/sales/" + uuid));
        assertEquals(Optional.empty(), layout.tableRootOf("shop/tables/gold/sales/f.parquet"));
    }
}
