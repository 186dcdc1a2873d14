package org.boathouse.service.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the collector takes and what it leaves, over a real PostgreSQL. */
@ExtendWith(StoresExtension.class)
class CollectorIT {
    private static final Duration DAY = TestLake.DAY;
    private static final TableIdentifier ORDERS = TableIdentifier.parse("shop.silver.orders");

    private TestLake lake;
    private Table orders;

    @BeforeEach
    void makeLake(PostgresAddress address) {
        lake = new TestLake(address);
        orders = lake.create("shop.silver.orders", Map.of());
        orders.newFastAppend().appendFile(lake.dataFile(orders)).commit();
    }

    @Test
    void whatNobodyNeedsGoesOnceItIsOldAndHasNotBeenNeededForLong() {
        Set<String> needed = lake.objects.keys();
        String leftover = lake.leftover(orders);
        lake.time.pass(DAY.multipliedBy(4));
        assertEquals(1, lake.collect().young());
        lake.time.pass(DAY.multipliedBy(2));
        assertEquals(1, lake.collect().waiting(), "it is old, and seen unneeded for the first time");
        lake.time.pass(Duration.ofHours(23));
        assertEquals(1, lake.collect().waiting());
        assertTrue(lake.objects.keys().contains(leftover));
        lake.time.pass(Duration.ofHours(2));
        CollectionReport report = lake.collect();
        assertEquals(1, report.deleted());
        assertEquals(3, report.deletedBytes());
        assertEquals(needed.size(), report.needed());
        assertEquals(needed, lake.objects.keys());
    }

    @Test
    void whatIsNotOfTheLakesLayoutStaysForEver() {
        List<String> foreign = List.of(
                "readme.txt",
                "shop/raw/orders/readme.txt",
                "shop/tables/silver/notes/data.parquet",
                "_other/x/data",
                "Backup of 2025/raw/orders/" + "0".repeat(64) + ".csv");
        foreign.forEach(lake.objects::put);
        lake.collectAll();
        assertTrue(lake.objects.keys().containsAll(foreign));
        assertEquals(foreign.size(), lake.collect().foreign());
    }

    @Test
    void aDroppedTableStaysWholeForItsRetentionAndThenGoesWithItsRow() {
        Set<String> before = lake.objects.keys();
        lake.postgres.drop(ORDERS);
        for (int day = 1; day < 7; day++) {
            lake.time.pass(DAY);
            assertEquals(List.of(), lake.collect().droppedTables());
            assertEquals(before, lake.objects.keys());
        }
        lake.time.pass(DAY.multipliedBy(2));
        assertEquals(
                List.of("shop.silver.orders"), lake.collector().preview("", 10).droppedTables());
        assertEquals(List.of("shop.silver.orders"), lake.collect().droppedTables());
        assertEquals(before, lake.objects.keys(), "its files have been needed until now");
        lake.time.pass(DAY.multipliedBy(2));
        assertEquals(before.size(), lake.collect().deleted());
        assertEquals(Set.of(), lake.objects.keys());
    }

    @Test
    void anUnregisteredTablesFilesAreOthersAndStayForEver() {
        Set<String> before = lake.objects.keys();
        lake.postgres.unregister(ORDERS);
        String writtenByOthers = lake.leftover(orders);
        lake.time.pass(DAY.multipliedBy(30));
        lake.collectAll();
        assertTrue(lake.objects.keys().containsAll(before));
        assertTrue(lake.objects.keys().contains(writtenByOthers));
        assertEquals(List.of(), lake.collect().droppedTables());
    }

    @Test
    void aViewsFilesStayAsLongAsTheView() {
        String view = "_tables/v-00000000-0000-4000-8000-000000000003/metadata/00000.metadata.json";
        lake.objects.put(view);
        lake.postgres.run("""
                INSERT INTO iceberg_view (view_id, namespace_id, name, location, version, metadata_location, metadata)
                SELECT gen_random_uuid(), namespace_id, 'v', 's3://lake/_tables/v-00000000-0000-4000-8000-000000000003', 0,
                       's3://lake/%s', '' FROM namespace WHERE cardinality(levels) = 2
                """.formatted(view));
        lake.collectAll();
        assertTrue(lake.objects.keys().contains(view));
        lake.postgres.run("DELETE FROM iceberg_view");
        lake.collectAll();
        assertFalse(lake.objects.keys().contains(view));
    }

    @Test
    void metadataFilesStayAsLongAsTheLogNamesThem() {
        Table few = lake.create("shop.silver.few", Map.of("write.metadata.previous-versions-max", "2"));
        for (int i = 0; i < 5; i++) {
            few.updateProperties().set("n", Integer.toString(i)).commit();
        }
        assertEquals(6, metadataFiles(few));
        lake.collectAll();
        assertEquals(3, metadataFiles(few), "the current one, and the two before it");
        few.updateProperties().set("n", "still works").commit();
    }

    private long metadataFiles(Table table) {
        String root = TestLake.LAYOUT.keyOf(table.location()).orElseThrow();
        return lake.objects.keys().stream()
                .filter(key -> key.startsWith(root) && key.endsWith(".metadata.json"))
                .count();
    }

    @Test
    void aLandedObjectStaysWhileAKeptSnapshotOfALedgerNamesIt() {
        Table ledger = lake.create("shop.raw.orders", LandingLedger.SCHEMA, Map.of("format-version", "2"));
        String landed = lake.landed(1);
        String alsoLanded = lake.landed(2);
        String neverLanded = lake.landed(3);
        DataFile first = lake.ledgerFile(ledger, landed);
        ledger.newAppend().appendFile(first).commit();
        long named = ledger.currentSnapshot().snapshotId();
        ledger.newOverwrite()
                .deleteFile(first)
                .addFile(lake.ledgerFile(ledger, alsoLanded))
                .commit();

        lake.collectAll();
        assertTrue(lake.objects.keys().containsAll(List.of(landed, alsoLanded)), "the first snapshot is kept");
        assertFalse(lake.objects.keys().contains(neverLanded));

        ledger.expireSnapshots()
                .expireSnapshotId(named)
                .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                .commit();
        lake.collectAll();
        assertFalse(lake.objects.keys().contains(landed));
        assertTrue(lake.objects.keys().contains(alsoLanded));
    }

    @Test
    void whatALanderKeepsStaysUntilItHasHadTimeToCommit() {
        Table ledger = lake.create("shop.raw.orders", LandingLedger.SCHEMA, LandingLedger.PROPERTIES);
        String found = lake.landed(1);
        String abandoned = lake.landed(2);
        lake.time.pass(DAY.multipliedBy(6));
        lake.collect();
        lake.time.pass(DAY.multipliedBy(2));
        // The run has looked already when the lander comes, so that it does not see the commit either.
        lake.objects.afterListing(() -> lake.collector().keep(List.of(found, abandoned)));
        assertEquals(0, lake.collect().deleted());
        ledger.newAppend().appendFile(lake.ledgerFile(ledger, found)).commit();
        lake.time.pass(DAY.multipliedBy(2));
        assertEquals(1, lake.collect().deleted());
        assertTrue(lake.objects.keys().contains(found));
        assertFalse(lake.objects.keys().contains(abandoned));
    }

    @Test
    void whileADeletionIsUnderWayNothingOfItIsKept() throws Exception {
        String found = lake.landed(1);
        lake.time.pass(DAY.multipliedBy(6));
        lake.collect();
        lake.time.pass(DAY.multipliedBy(2));
        AtomicReference<CompletableFuture<Boolean>> thereOnceKept = new AtomicReference<>();
        lake.objects.beforeDeleting(() -> {
            CompletableFuture<Boolean> keeping = CompletableFuture.supplyAsync(() -> {
                lake.collector().keep(List.of(found));
                return lake.objects.keys().contains(found);
            });
            thereOnceKept.set(keeping);
            assertThrows(TimeoutException.class, () -> keeping.get(500, TimeUnit.MILLISECONDS));
        });
        assertEquals(1, lake.collect().deleted());
        assertFalse(thereOnceKept.get().get(30, TimeUnit.SECONDS), "the lander sees that it has to store it again");
    }

    @Test
    void aDeletionThatBrokeOffIsGivenTimeToReachTheStore() {
        String found = lake.landed(1);
        lake.time.pass(DAY.multipliedBy(6));
        lake.collect();
        lake.time.pass(DAY.multipliedBy(2));
        lake.objects.beforeDeleting(() -> {
            throw new IllegalStateException("killed");
        });
        assertThrows(IllegalStateException.class, lake::collect);
        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> lake.collector().keep(List.of(found)));
        assertEquals(FailureKind.UNAVAILABLE, failure.kind());
        lake.time.pass(Collector.SETTLED_AFTER);
        lake.collector().keep(List.of(found));
        assertEquals(0, lake.collect().deleted());
        assertTrue(lake.objects.keys().contains(found));
    }

    @Test
    void aLedgerThatLostAFileKeepsEveryLandedObject() {
        Table ledger = lake.create("shop.raw.orders", LandingLedger.SCHEMA, LandingLedger.PROPERTIES);
        String landed = lake.landed(1);
        DataFile file = lake.ledgerFile(ledger, landed);
        ledger.newAppend().appendFile(file).commit();
        lake.objects.delete(List.of(TestLake.LAYOUT.keyOf(file.location()).orElseThrow()));
        lake.collectAll();
        assertTrue(lake.objects.keys().contains(landed));
        assertEquals(Set.of("shop.raw.orders"), lake.collect().damagedTables());
    }

    @Test
    void aTableThatLostAManifestKeepsWhatItHasAndHoldsUpNobodyElse() {
        Table other = lake.create("shop.silver.other", Map.of());
        other.newFastAppend().appendFile(lake.dataFile(other)).commit();
        String ofOrders = lake.leftover(orders);
        String ofOther = lake.leftover(other);
        String manifestList = orders.currentSnapshot().manifestListLocation();
        lake.objects.delete(List.of(TestLake.LAYOUT.keyOf(manifestList).orElseThrow()));
        lake.collectAll();
        assertTrue(lake.objects.keys().contains(ofOrders));
        assertFalse(lake.objects.keys().contains(ofOther));
        assertEquals(Set.of("shop.silver.orders"), lake.collect().damagedTables());
    }

    /** Clients write manifest lists to their own disk, and the catalog takes them: whatever such a table needs stays. */
    @Test
    void aManifestListOnAClientsDiskKeepsItsTableAndHoldsUpNobodyElse() {
        Table other = lake.create("shop.silver.other", Map.of());
        other.newFastAppend().appendFile(lake.dataFile(other)).commit();
        Set<String> needed = lake.objects.keys();
        lake.commitSnapshot(orders, "file:/tmp/snap-1.avro");
        lake.commitSnapshot(orders, "file:///tmp/snap-2.avro");
        String ofOrders = lake.leftover(orders);
        String ofOther = lake.leftover(other);
        lake.collectAll();
        assertTrue(lake.objects.keys().containsAll(needed));
        assertTrue(lake.objects.keys().contains(ofOrders), "nobody knows what those snapshots need");
        assertFalse(lake.objects.keys().contains(ofOther));
        assertEquals(Set.of("shop.silver.orders"), lake.collect().damagedTables());
        assertEverySnapshotReads(other);
    }

    @Test
    void nothingIsDeletedWhileAManifestThatIsThereCannotBeRead() {
        String leftover = lake.leftover(orders);
        String manifestList = orders.currentSnapshot().manifestListLocation();
        lake.time.pass(DAY.multipliedBy(6));
        lake.collect();
        lake.objects.put(TestLake.LAYOUT.keyOf(manifestList).orElseThrow());
        lake.time.pass(DAY.multipliedBy(6));
        LakeFailure failure = assertThrows(LakeFailure.class, lake::collect);
        assertEquals(FailureKind.UNAVAILABLE, failure.kind());
        assertTrue(failure.getMessage().contains("shop.silver.orders"), failure.getMessage());
        assertTrue(failure.getMessage().contains(manifestList), failure.getMessage());
        assertTrue(lake.objects.keys().contains(leftover));
    }

    @Test
    void whatIsCommittedDuringARunSurvivesItHoweverOldItIs() {
        String late = lake.leftover(orders);
        String hopeless = lake.leftover(orders);
        lake.time.pass(DAY.multipliedBy(6));
        lake.collect();
        lake.time.pass(DAY.multipliedBy(2));
        lake.objects.afterListing(() -> orders.newFastAppend()
                .appendFile(TestLake.dataFile(orders, TestLake.LAYOUT.uri(late)))
                .commit());
        lake.collect();
        assertTrue(lake.objects.keys().contains(late));
        assertFalse(lake.objects.keys().contains(hopeless));
        assertEverySnapshotReads(orders);
    }

    @Test
    void aTableRegisteredDuringARunSurvivesIt() {
        String metadata = ((HasTableOperations) orders).operations().current().metadataFileLocation();
        Set<String> before = lake.objects.keys();
        lake.postgres.drop(ORDERS);
        lake.time.pass(DAY.multipliedBy(8));
        lake.collect();
        lake.time.pass(DAY.multipliedBy(2));
        lake.objects.afterListing(() -> lake.postgres.register(ORDERS, metadata));
        assertEquals(0, lake.collect().deleted());
        assertEquals(before, lake.objects.keys());
        assertEverySnapshotReads(lake.postgres.table(ORDERS));
    }

    private static void assertEverySnapshotReads(Table table) {
        table.snapshots().forEach(snapshot -> table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .planFiles()
                .forEach(task -> assertTrue(
                        table.io().newInputFile(task.file().location()).exists())));
    }

    @Test
    void aRunThatBreaksOffAnywhereIsFinishedByTheNext() {
        Set<String> needed = lake.objects.keys();
        for (int i = 0; i < 10; i++) {
            lake.leftover(orders);
        }
        lake.time.pass(DAY.multipliedBy(6));
        lake.collect();
        lake.time.pass(DAY.multipliedBy(2));
        lake.objects.beforeDeleting(() -> {
            throw new IllegalStateException("killed");
        });
        assertThrows(IllegalStateException.class, lake::collect);
        assertEquals(needed.size() + 10, lake.objects.keys().size());
        assertEquals(10, lake.collect().deleted());
        assertEquals(needed, lake.objects.keys());
    }

    @Test
    void oneReplicaCollectsAtATime() {
        List<Optional<CollectionReport>> meanwhile = new ArrayList<>();
        lake.objects.afterListing(() -> meanwhile.add(lake.collector().collect()));
        lake.collect();
        assertEquals(List.of(Optional.empty()), meanwhile);
        assertTrue(lake.collector().collect().isPresent());
    }

    @Test
    void whatIsNeededForOtherReasonsSurvives() {
        String view = lake.objects.put("_tables/view-00000000-0000-4000-8000-000000000000/metadata/v1.json");
        String staged = lake.objects.put("_tables/t-00000000-0000-4000-8000-000000000001/data/x.parquet");
        String neither = lake.objects.put("_tables/t-00000000-0000-4000-8000-000000000002/data/x.parquet");
        lake.moreRoots.add(needed -> {
            needed.file("s3a://lake/" + view);
            needed.everythingUnder("s3://lake/_tables/t-00000000-0000-4000-8000-000000000001/");
        });
        lake.collectAll();
        assertTrue(lake.objects.keys().containsAll(List.of(view, staged)));
        assertFalse(lake.objects.keys().contains(neither));
    }

    @Test
    void aDryRunTellsWhatWouldGoPageByPageAndChangesNothing() {
        Set<String> leftovers = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            leftovers.add(lake.leftover(orders));
        }
        lake.time.pass(DAY.multipliedBy(6));
        assertEquals(5, lake.collector().preview("", 10).waiting());
        assertEquals(5, lake.collector().preview("", 10).waiting(), "looking marks nothing");
        lake.collect();
        lake.time.pass(DAY.multipliedBy(2));
        Set<String> listed = new HashSet<>();
        String after = "";
        int pages = 0;
        while (after != null) {
            CollectionReport page = lake.collector().preview(after, 2);
            assertEquals(5, page.deleted());
            page.unreachable().forEach(object -> {
                assertEquals("goes", object.fate());
                assertTrue(object.why().contains(orders.location()), object.why());
                assertTrue(listed.add(object.key()));
            });
            after = page.next();
            pages++;
        }
        assertEquals(3, pages);
        assertEquals(leftovers, listed);
        assertTrue(lake.objects.keys().containsAll(leftovers));
        assertEquals(5, lake.collect().deleted());
    }
}
