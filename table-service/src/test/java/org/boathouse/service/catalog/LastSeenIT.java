package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRefType;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.service.database.SqlWork;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Commits upon what this replica has seen of a table last, without looking whether it still is so: the comparison of versions
 * finds out, and nobody is told anything that the table's row would not have told.
 */
@ExtendWith(StoresExtension.class)
class LastSeenIT {
    private static final TableIdentifier ORDERS = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");
    private static final TableIdentifier MOVED = TableIdentifier.of(ORDERS.namespace(), "moved");

    private final InMemoryFileIO bucket = new InMemoryFileIO();
    private final Replica.Interrupting files = new Replica.Interrupting(bucket);
    private FaultyDataSource database;
    private PostgresCatalog catalog;
    private PostgresCatalog other;

    @BeforeEach
    void open(PostgresAddress address) {
        database = new FaultyDataSource(address);
        catalog = new Replica(database.dataSource(), files).catalog;
        other = new Replica(database.dataSource(), bucket).catalog;
        catalog.ensureNamespace(ORDERS.namespace());
        create(catalog);
        append(catalog, null, 1);
    }

    @Test
    void aCommitAsksTheDatabaseOnce() {
        TableChange append = appended(ORDERS, 1L, 2);
        int asked = database.asked();
        catalog.commitOne(append);
        assertEquals(asked + 1, database.asked());
        assertEquals(2, head());
    }

    @Test
    void whoeverKnowsAHeadThatThisReplicaHasNotSeenGoesOnFromIt() {
        append(other, 1L, 2);
        append(catalog, 2L, 3);
        append(other, 3L, 4);
        assertEquals(4, head());
    }

    @Test
    void whoeverIsAsLateAsThisReplicaIsRefusedAndNothingOfTheOtherIsLost() {
        append(other, 1L, 2);
        assertThrows(CommitFailedException.class, () -> append(catalog, 1L, 3));
        assertEquals(2, head());
        append(catalog, 2L, 3);
        assertEquals(3, head());
    }

    @Test
    void whatElseTheOtherHasChangedIsKept() {
        other.commit(List.of(new TableChange.Update(
                ORDERS, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("color", "blue"))))));
        append(catalog, 1L, 2);
        TableMetadata now = other.find(ORDERS).orElseThrow().metadata();
        assertEquals("blue", now.property("color", ""));
        assertEquals(2, now.currentSnapshot().snapshotId());
    }

    @Test
    void aTableThatTheOtherHasDroppedOrRenamedIsNotFound() {
        other.rename(ORDERS, MOVED);
        assertThrows(NoSuchTableException.class, () -> append(catalog, 1L, 2));
        append(catalog, MOVED, 1L, 2);
        other.drop(MOVED);
        assertThrows(NoSuchTableException.class, () -> append(catalog, MOVED, 2L, 3));
    }

    @Test
    void aTableThatHasBeenSeenUnderItsNewNameIsNotFoundUnderItsOldOne() {
        other.rename(ORDERS, MOVED);
        catalog.find(MOVED).orElseThrow().metadata();
        assertThrows(NoSuchTableException.class, () -> append(catalog, 1L, 2));
        append(catalog, MOVED, 1L, 2);
        catalog.rename(MOVED, ORDERS);
        catalog.find(ORDERS).orElseThrow().metadata();
        assertThrows(NoSuchTableException.class, () -> append(catalog, MOVED, 2L, 3));
        append(catalog, 2L, 3);
        assertEquals(3, head());
    }

    @Test
    void anotherTableOfTheSameNameIsNotTakenForTheOneThatWasSeen() {
        other.drop(ORDERS);
        create(other);
        assertThrows(CommitFailedException.class, () -> append(catalog, 1L, 2));
        append(catalog, null, 3);
        assertEquals(3, head());
    }

    @Test
    void aCommitThatChangesNothingAnswersWithWhatIsThereNow() {
        append(other, 1L, 2);
        PostgresCatalog.Changed unchanged = catalog.commitOne(new TableChange.Update(
                ORDERS, List.of(new UpdateRequirement.AssertRefSnapshotID("main", 2L)), List.of()));
        assertEquals(2, unchanged.table().metadata().currentSnapshot().snapshotId());
        assertThrows(
                CommitFailedException.class,
                () -> catalog.commitOne(new TableChange.Update(
                        ORDERS, List.of(new UpdateRequirement.AssertRefSnapshotID("main", 1L)), List.of())));
    }

    @Test
    void theGateIsAskedOfWhatWasOnlySeenAndItsRefusalIsTheRowsOwn() {
        List<Long> asked = new ArrayList<>();
        TableGate refusing = gate(revision -> {
            asked.add(revision);
            throw LakeFailure.forbidden("refused");
        });
        TableChange append = appended(ORDERS, 1L, 2);
        assertThrows(LakeFailure.class, () -> catalog.commit(List.of(append), SqlWork.NOTHING, refusing));
        assertEquals(2, asked.size());
        assertEquals(TableGate.REGISTRY_UNREAD, asked.get(0));
        assertNotEquals(TableGate.REGISTRY_UNREAD, asked.get(1));
        assertEquals(1, head());
    }

    @Test
    void aFaultInJudgingWhatWasOnlySeenLeavesItToTheRowToo() {
        TableGate faulty = gate(revision -> {
            if (revision == TableGate.REGISTRY_UNREAD) {
                throw new IllegalStateException("a fault");
            }
        });
        catalog.commit(List.of(appended(ORDERS, 1L, 2)), SqlWork.NOTHING, faulty);
        assertEquals(2, head());
    }

    /** @param changing is told the registry's revision wherever a table is to be changed */
    private static TableGate gate(LongConsumer changing) {
        return (TableGate) Proxy.newProxyInstance(
                TableGate.class.getClassLoader(), new Class<?>[] {TableGate.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("changing")) {
                        changing.accept((Long) arguments[3]);
                    }
                    return null;
                });
    }

    @Test
    void severalTablesOfWhichOneIsSeenLateMoveTogetherOrNotAtAll() {
        catalog.commit(List.of(new TableChange.Create(
                MOVED, schema(), PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of())));
        append(catalog, MOVED, null, 1);
        append(other, MOVED, 1L, 2);
        assertThrows(
                CommitFailedException.class,
                () -> catalog.commit(List.of(appended(ORDERS, 1L, 5), appended(MOVED, 1L, 5))));
        assertEquals(1, head());
        catalog.commit(List.of(appended(ORDERS, 1L, 5), appended(MOVED, 2L, 5)));
        assertEquals(5, head());
    }

    private static Schema schema() {
        return new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    }

    private static void create(PostgresCatalog by) {
        by.commit(List.of(new TableChange.Create(
                ORDERS, schema(), PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of())));
    }

    private void append(PostgresCatalog by, Long head, long id) {
        append(by, ORDERS, head, id);
    }

    private void append(PostgresCatalog by, TableIdentifier table, Long head, long id) {
        by.commitOne(appended(table, head, id));
    }

    private TableChange.Update appended(TableIdentifier table, Long head, long id) {
        String location =
                other.find(table).map(found -> found.metadata().location()).orElse("s3://lake/nowhere");
        String parent = head == null ? "" : "\"parent-snapshot-id\": %d,".formatted(head);
        return new TableChange.Update(
                table,
                List.of(new UpdateRequirement.AssertRefSnapshotID("main", head)),
                List.of(
                        new MetadataUpdate.AddSnapshot(SnapshotParser.fromJson(
                                """
                                {"sequence-number": %1$d, "snapshot-id": %1$d, %2$s "timestamp-ms": %3$d, "schema-id": 0,
                                 "manifest-list": "%4$s/metadata/snap-%1$d.avro", "summary": {"operation": "append"}}""".formatted(id, parent, System.currentTimeMillis(), location))),
                        new MetadataUpdate.SetSnapshotRef("main", id, SnapshotRefType.BRANCH, null, null, null)));
    }

    private long head() {
        return other.find(ORDERS).orElseThrow().metadata().currentSnapshot().snapshotId();
    }
}
