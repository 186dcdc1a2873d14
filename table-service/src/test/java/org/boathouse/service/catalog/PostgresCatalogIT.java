package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.service.database.SqlWork;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commits against a real PostgreSQL: all or nothing, never lost, never doubled, whatever breaks. */
@ExtendWith(StoresExtension.class)
class PostgresCatalogIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Namespace SILVER = Namespace.of("shop", "silver");
    private static final TableIdentifier ORDERS = TableIdentifier.of(SILVER, "orders");
    private static final TableIdentifier ITEMS = TableIdentifier.of(SILVER, "items");

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
        catalog.ensureNamespace(SILVER);
    }

    @Test
    void whatIsCommittedIsReadBackByEveryReplicaAndFromTheBucket() {
        StoredTable made = catalog.commit(List.of(create(ORDERS))).get(0);
        StoredTable changed =
                catalog.commit(List.of(set(ORDERS, "color", "blue"))).get(0);

        StoredTable read = other.find(ORDERS).orElseThrow();
        assertEquals(made.id(), read.id());
        assertEquals(changed.metadataLocation(), read.metadataLocation());
        assertEquals(changed.updatedAt(), read.updatedAt());
        assertEquals("blue", read.metadata().property("color", ""));
        TableMetadata fromBucket = TableMetadataParser.read(bucket, read.metadataLocation());
        assertEquals(TableMetadataParser.toJson(fromBucket), TableMetadataParser.toJson(read.metadata()));
        assertEquals(
                made.metadataLocation(), read.metadata().previousFiles().get(0).file());
    }

    @Test
    void ourMetadataIsWhatIcebergsBuilderMakesOfTheSameUpdates() {
        StoredTable made = catalog.commit(List.of(create(ORDERS))).get(0);
        Schema wider = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "note", Types.StringType.get()));
        TableMetadata wanted = made.metadata().updateSchema(wider);
        StoredTable changed = catalog.commit(List.of(TableChange.Update.between(made, wanted)))
                .get(0);
        assertEquals(wanted.schema().asStruct(), changed.metadata().schema().asStruct());
        assertEquals(wanted.previousFiles(), changed.metadata().previousFiles());
        assertEquals(wanted.uuid(), changed.metadata().uuid());
    }

    @Test
    void oneFailingRequirementLeavesEveryTableOfTheCommitAsItWas() {
        catalog.commit(List.of(create(ORDERS), create(ITEMS)));
        String before = catalog.find(ORDERS).orElseThrow().metadataLocation();
        TableChange refused = new TableChange.Update(
                ITEMS,
                List.of(new UpdateRequirement.AssertTableUUID("00000000-0000-0000-0000-000000000000")),
                List.of(new MetadataUpdate.SetProperties(Map.of("a", "b"))));
        int filesBefore = files.written();
        assertThrows(CommitFailedException.class, () -> catalog.commit(List.of(set(ORDERS, "color", "blue"), refused)));
        assertEquals(before, catalog.find(ORDERS).orElseThrow().metadataLocation());
        assertEquals(filesBefore, files.written(), "no file is written before every requirement holds");
    }

    @Test
    void theCallersRowsAreCommittedWithTheTablesOrNotAtAll() throws SQLException {
        SqlWork note = connection -> execute(connection, "INSERT INTO note VALUES ('x')");
        run("CREATE TABLE note (text text)");
        catalog.commit(List.of(create(ORDERS)), note);
        assertEquals(1, count("SELECT count(*) FROM note"));

        SqlWork noteAndFail = connection -> {
            note.in(connection);
            execute(connection, "SELECT * FROM nowhere");
        };
        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> catalog.commit(List.of(set(ORDERS, "a", "b")), noteAndFail));
        assertEquals(FailureKind.INTERNAL, failure.kind());
        assertEquals(1, count("SELECT count(*) FROM note"));
        assertFalse(catalog.find(ORDERS).orElseThrow().metadata().properties().containsKey("a"));
    }

    @Test
    void aCommitOvertakenByAnotherReplicaIsTriedAgainWhereItsRequirementsStillHold() {
        catalog.commit(List.of(create(ORDERS)));
        files.beforeNextWrite(() -> other.commit(List.of(set(ORDERS, "theirs", "1"))));
        catalog.commit(List.of(set(ORDERS, "ours", "2")));
        Map<String, String> properties =
                catalog.find(ORDERS).orElseThrow().metadata().properties();
        assertEquals("1", properties.get("theirs"));
        assertEquals("2", properties.get("ours"));
    }

    @Test
    void aCommitOvertakenByAnotherReplicaFailsWhereItsRequirementsNoLongerHold() {
        StoredTable read = catalog.commit(List.of(create(ORDERS))).get(0);
        TableChange strict = new TableChange.Update(
                ORDERS,
                List.of(new UpdateRequirement.AssertCurrentSchemaID(
                        read.metadata().currentSchemaId())),
                List.of(new MetadataUpdate.SetProperties(Map.of("ours", "2"))));
        files.beforeNextWrite(
                () -> other.commit(List.of(widen(other.find(ORDERS).orElseThrow()))));
        assertThrows(CommitFailedException.class, () -> catalog.commit(List.of(strict)));
        assertFalse(catalog.find(ORDERS).orElseThrow().metadata().properties().containsKey("ours"));
    }

    @Test
    void aTableThatACommitOnlyReliesOnMustStayAsItWas() {
        StoredTable items =
                catalog.commit(List.of(create(ORDERS), create(ITEMS))).get(1);
        TableChange relies = new TableChange.Update(
                ITEMS,
                List.of(new UpdateRequirement.AssertCurrentSchemaID(
                        items.metadata().currentSchemaId())),
                List.of());
        files.beforeNextWrite(() -> other.commit(List.of(widen(other.find(ITEMS).orElseThrow()))));
        assertThrows(CommitFailedException.class, () -> catalog.commit(List.of(set(ORDERS, "a", "b"), relies)));
        assertFalse(catalog.find(ORDERS).orElseThrow().metadata().properties().containsKey("a"));
    }

    @Test
    void aCommitOvertakenByARenameFindsNoTable() {
        catalog.commit(List.of(create(ORDERS)));
        files.beforeNextWrite(() -> other.rename(ORDERS, ITEMS));
        assertThrows(NoSuchTableException.class, () -> catalog.commit(List.of(set(ORDERS, "a", "b"))));
        assertFalse(catalog.find(ITEMS).orElseThrow().metadata().properties().containsKey("a"));
    }

    @Test
    void aCommitOvertakenByADropFindsNoTable() {
        catalog.commit(List.of(create(ORDERS)));
        files.beforeNextWrite(() -> other.drop(ORDERS));
        assertThrows(NoSuchTableException.class, () -> catalog.commit(List.of(set(ORDERS, "a", "b"))));
    }

    @Test
    void aCreateOvertakenByAnotherCreateOrByItsNamespacesDropIsRefused() {
        files.beforeNextWrite(() -> other.commit(List.of(create(ORDERS))));
        assertThrows(AlreadyExistsException.class, () -> catalog.commit(List.of(create(ORDERS))));
        other.drop(ORDERS);
        files.beforeNextWrite(() -> new Replica(database.dataSource(), bucket).namespaces.drop(SILVER));
        assertThrows(NoSuchNamespaceException.class, () -> catalog.commit(List.of(create(ORDERS))));
    }

    @Test
    void aLostAnswerIsOutcomeUnknownAndDeletesNothingWhetherItWasAppliedOrNot() {
        catalog.commit(List.of(create(ORDERS)));
        for (boolean applied : new boolean[] {true, false}) {
            int filesBefore = files.written();
            database.failNextCommit(connection -> {
                if (applied) {
                    connection.commit();
                }
                connection.close();
                throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
            });
            String value = "applied " + applied;
            LakeFailure failure =
                    assertThrows(LakeFailure.class, () -> catalog.commit(List.of(set(ORDERS, "color", value))));
            assertEquals(FailureKind.OUTCOME_UNKNOWN, failure.kind());
            assertEquals(filesBefore + 1, files.written());
            String now = other.find(ORDERS).orElseThrow().metadata().property("color", "");
            assertEquals(applied, now.equals(value));
        }
    }

    @Test
    void aCommitThatTheDatabaseRolledBackIsTriedAgain() {
        catalog.commit(List.of(create(ORDERS)));
        database.failNextCommit(connection -> {
            connection.rollback();
            throw new SQLException("could not serialize access", "40001");
        });
        catalog.commit(List.of(set(ORDERS, "color", "blue")));
        assertEquals("blue", other.find(ORDERS).orElseThrow().metadata().property("color", ""));
    }

    @Test
    void aFailureBeforeTheCommitIsUnavailableAndAppliesNothing() {
        catalog.commit(List.of(create(ORDERS)));
        SqlWork lost = connection -> {
            throw new SQLException("terminating connection due to administrator command", "57P01");
        };
        LakeFailure database =
                assertThrows(LakeFailure.class, () -> catalog.commit(List.of(set(ORDERS, "color", "blue")), lost));
        assertEquals(FailureKind.UNAVAILABLE, database.kind());
        files.beforeNextWrite(() -> {
            throw new IllegalStateException("503 Slow Down");
        });
        LakeFailure store =
                assertThrows(LakeFailure.class, () -> catalog.commit(List.of(set(ORDERS, "color", "blue"))));
        assertEquals(FailureKind.UNAVAILABLE, store.kind());
        assertTrue(store.getMessage().contains("503 Slow Down"), store.getMessage());
        assertEquals("", catalog.find(ORDERS).orElseThrow().metadata().property("color", ""));
    }

    @Test
    void evenAnErrorInTheMiddleLeavesNothingBehind() {
        catalog.commit(List.of(create(ORDERS)));
        SqlWork outOfMemory = connection -> {
            throw new OutOfMemoryError("as if");
        };
        assertThrows(OutOfMemoryError.class, () -> catalog.commit(List.of(set(ORDERS, "color", "blue")), outOfMemory));
        assertEquals("", other.find(ORDERS).orElseThrow().metadata().property("color", ""));
    }

    @Test
    void aDroppedTableKeepsItsRowAndFreesItsNameAndItsNamespace() throws SQLException {
        StoredTable first = catalog.commit(List.of(create(ORDERS))).get(0);
        catalog.drop(ORDERS);
        assertTrue(catalog.find(ORDERS).isEmpty());
        StoredTable second = catalog.commit(List.of(create(ORDERS))).get(0);
        assertNotEquals(first.id(), second.id());
        NamespaceStore namespaces = new Replica(database.dataSource(), bucket).namespaces;
        assertThrows(NamespaceNotEmptyException.class, () -> namespaces.drop(SILVER));
        catalog.drop(ORDERS);
        namespaces.drop(SILVER);
        assertEquals(2, count("SELECT count(*) FROM iceberg_table WHERE dropped_from = '{shop,silver}'"));
        assertTrue(bucket.fileExists(first.metadataLocation()));
    }

    @Test
    void everyChangeLeavesItsEventInTheSameTransaction() throws SQLException {
        catalog.commit(List.of(create(ORDERS), create(ITEMS)));
        catalog.commit(List.of(set(ORDERS, "a", "b")));
        catalog.drop(ITEMS);
        catalog.rename(ORDERS, ITEMS);
        assertEquals(
                List.of("table.created", "table.created", "table.committed", "table.dropped", "table.renamed"),
                strings("SELECT kind FROM catalog_event ORDER BY event_id"));
        assertEquals(
                1,
                count("SELECT count(DISTINCT transaction_id) FROM catalog_event WHERE kind = 'table.created'"),
                "one transaction made both tables");
    }

    @Test
    void aCommitThatChangesNothingLeavesThePointer() {
        MetadataDocument made = catalog.commitOne(create(ORDERS)).document();
        MetadataDocument same = catalog.commitOne(new TableChange.Update(ORDERS, List.of(), List.of()))
                .document();
        assertEquals(made.location(), same.location());
        assertArrayEquals(made.json(), same.json());
    }

    @Test
    void oneTableTwiceInOneCommitIsABadRequest() {
        catalog.commit(List.of(create(ORDERS)));
        assertThrows(
                BadRequestException.class, () -> catalog.commit(List.of(set(ORDERS, "a", "1"), set(ORDERS, "b", "2"))));
    }

    @Test
    void tablesAreListedUnderAnyAncestor() {
        Namespace gold = Namespace.of("shop", "gold");
        Namespace elsewhere = Namespace.of("shopping", "silver");
        catalog.ensureNamespace(gold);
        catalog.ensureNamespace(elsewhere);
        TableIdentifier sums = TableIdentifier.of(gold, "sums");
        TableIdentifier bags = TableIdentifier.of(elsewhere, "bags");
        catalog.commit(List.of(create(ORDERS), create(sums), create(bags)));
        assertEquals(List.of(sums, ORDERS), catalog.tablesUnder(Namespace.of("shop")));
        assertEquals(List.of(ORDERS), catalog.tablesUnder(SILVER));
        assertEquals(List.of(sums, ORDERS, bags), catalog.tablesUnder(Namespace.empty()));
    }

    private static TableChange create(TableIdentifier table) {
        return new TableChange.Create(
                table, SCHEMA, PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of("format-version", "2"));
    }

    private static TableChange set(TableIdentifier table, String key, String value) {
        return new TableChange.Update(table, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of(key, value))));
    }

    private static TableChange widen(StoredTable table) {
        Schema wider = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "theirs", Types.StringType.get()));
        return TableChange.Update.between(table, table.metadata().updateSchema(wider));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.open()) {
            execute(connection, sql);
        }
    }

    private int count(String sql) throws SQLException {
        return Integer.parseInt(strings(sql).get(0));
    }

    private List<String> strings(String sql) throws SQLException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
