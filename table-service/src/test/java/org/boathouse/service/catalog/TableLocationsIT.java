package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No table's files lie under another's, whoever says where they lie. */
@ExtendWith(StoresExtension.class)
class TableLocationsIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Namespace NS = Namespace.of("ns");
    private static final TableIdentifier FIRST = TableIdentifier.of(NS, "first");
    private static final TableIdentifier SECOND = TableIdentifier.of(NS, "second");
    private static final String PLACE = "s3://lake/_tables/in/place";

    private final InMemoryFileIO bucket = new InMemoryFileIO();
    private FaultyDataSource database;
    private Replica replica;
    private PostgresCatalog catalog;

    @BeforeEach
    void open(PostgresAddress address) {
        database = new FaultyDataSource(address);
        replica = new Replica(database.dataSource(), bucket);
        catalog = replica.catalog;
        catalog.ensureNamespace(NS);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLACE, PLACE + "/under", "s3://lake/_tables/in"})
    void aTableIsNotRegisteredAtUnderOrAboveAnother(String overlapping) {
        register(FIRST, PLACE);
        AlreadyExistsException refused =
                assertThrows(AlreadyExistsException.class, () -> register(SECOND, overlapping));
        assertTrue(refused.getMessage().contains("ns.first"), refused.getMessage());
        catalog.drop(FIRST);
        register(SECOND, overlapping);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLACE + "s", PLACE + "-2", PLACE + ".old", "s3://lake/_tables/in/pla"})
    void aLikeSoundingPlaceIsAnother(String other) {
        register(FIRST, PLACE);
        register(SECOND, other);
        assertEquals(other, catalog.find(SECOND).orElseThrow().metadata().location());
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://lake/shop/anything", "s3://lake/_tables", "s3://other/_tables/x", "file:/tmp/x"})
    void aPlaceOutsideTheNamespacesPartOfTheLakeIsRefused(String outside) {
        assertThrows(BadRequestException.class, () -> register(FIRST, outside));
        register(FIRST, PLACE);
        assertThrows(BadRequestException.class, () -> move(FIRST, outside));
    }

    @Test
    void aTableIsMovedToAFreePlaceOnly() {
        register(FIRST, PLACE);
        register(SECOND, "s3://lake/_tables/second");
        assertThrows(AlreadyExistsException.class, () -> move(SECOND, PLACE + "/under"));
        move(SECOND, "s3://lake/_tables/third");
        assertEquals(
                "s3://lake/_tables/third",
                catalog.find(SECOND).orElseThrow().metadata().location());
        move(SECOND, "s3://lake/_tables/third/deeper");
    }

    @Test
    void aDroppedTableIsRegisteredByItsOwnMetadata() {
        StoredTable first = register(FIRST, PLACE);
        catalog.drop(FIRST);
        assertEquals(
                first.metadata().uuid(),
                catalog.register(SECOND, first.metadataLocation(), false)
                        .table()
                        .metadata()
                        .uuid());
    }

    @Test
    void registeringWithOverwriteMovesATableToOtherMetadataAndMakesItWhereThereIsNone() {
        StoredTable first = register(FIRST, PLACE);
        catalog.commit(List.of(
                new TableChange.Update(FIRST, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("a", "b"))))));
        assertThrows(AlreadyExistsException.class, () -> catalog.register(FIRST, first.metadataLocation(), false));
        StoredTable back =
                catalog.register(FIRST, first.metadataLocation(), true).table();
        assertEquals(first.id(), back.id());
        assertEquals(
                first.metadata().properties(),
                catalog.find(FIRST).orElseThrow().metadata().properties());

        StoredTable second = register(SECOND, "s3://lake/_tables/second");
        assertThrows(
                AlreadyExistsException.class,
                () -> catalog.register(FIRST, second.metadataLocation(), true),
                "another live table lies there");
        catalog.drop(SECOND);
        catalog.register(FIRST, second.metadataLocation(), true);
        assertEquals(
                second.metadata().uuid(),
                catalog.find(FIRST).orElseThrow().metadata().uuid());
        assertEquals(
                first.metadata().uuid(),
                catalog.register(SECOND, first.metadataLocation(), true)
                        .table()
                        .metadata()
                        .uuid());
    }

    @Test
    void anUnregisteredTableReleasesItsFilesAndADroppedOneDoesNot() throws Exception {
        StoredTable first = register(FIRST, PLACE);
        StoredTable second = register(SECOND, "s3://lake/_tables/second");
        assertEquals(first.metadataLocation(), catalog.unregister(FIRST).location());
        catalog.drop(SECOND);
        assertTrue(released(first));
        assertFalse(released(second));
        assertTrue(catalog.find(FIRST).isEmpty());
    }

    @Test
    void whoIsOvertakenWhilePlacingATableIsRefused() {
        Replica.Interrupting interrupting = new Replica.Interrupting(bucket);
        PostgresCatalog slow = new Replica(database.dataSource(), interrupting).catalog;
        register(SECOND, "s3://lake/_tables/second");
        interrupting.beforeNextWrite(() -> register(FIRST, PLACE));
        assertThrows(
                AlreadyExistsException.class,
                () -> slow.commit(List.of(new TableChange.Update(
                        SECOND, List.of(), List.of(new MetadataUpdate.SetLocation(PLACE + "/under"))))));
    }

    @Test
    void aReplacedTableStaysWhereItIsWhenItsNewPlaceCanNotBe() {
        StoredTable first = register(FIRST, PLACE);
        List<MetadataUpdate> replacement =
                List.of(new MetadataUpdate.SetLocation("file:/tmp/x"), new MetadataUpdate.SetCurrentSchema(0));
        catalog.commit(List.of(new TableChange.Update(
                FIRST,
                List.of(new UpdateRequirement.AssertTableUUID(first.metadata().uuid())),
                replacement)));
        assertEquals(PLACE, catalog.find(FIRST).orElseThrow().metadata().location());
        assertThrows(
                BadRequestException.class,
                () -> catalog.commit(List.of(new TableChange.Update(
                        FIRST, List.of(new UpdateRequirement.AssertCurrentSchemaID(0)), replacement))));
    }

    @Test
    void overlapIsLookedUpInTheIndex() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO iceberg_table
                           (table_id, namespace_id, name, location, version, metadata_location, metadata)
                    SELECT gen_random_uuid(), namespace_id, 'bulk' || i, 's3://lake/_tables/bulk' || i, 0, '', ''
                    FROM namespace, generate_series(1, 20000) i""");
            statement.execute("ANALYZE iceberg_table");
            try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + TableLocations.OVERLAPPING)) {
                String location = "s3://lake/_tables/bulk77/a/b/c";
                explain.setArray(
                        1,
                        connection.createArrayOf(
                                "text", TableLocations.withAncestors(location).toArray()));
                explain.setString(2, location + "/");
                explain.setString(3, location + "0");
                StringBuilder plan = new StringBuilder();
                try (ResultSet rows = explain.executeQuery()) {
                    while (rows.next()) {
                        plan.append(rows.getString(1)).append('\n');
                    }
                }
                assertTrue(plan.toString().contains("iceberg_table_live_location"), plan::toString);
                assertFalse(plan.toString().contains("Seq Scan on iceberg_table"), plan::toString);
            }
            assertEquals(
                    Optional.of(TableIdentifier.of(NS, "bulk77")),
                    TableLocations.overlapping(connection, "s3://lake/_tables/bulk77/a/b/c", FIRST));
        }
    }

    @Test
    void aFileThatIsNoTableMetadataIsABadRequest() {
        assertThrows(
                BadRequestException.class,
                () -> catalog.register(FIRST, "s3://lake/_tables/none.metadata.json", false));
        int i = 0;
        for (String content : List.of("", "no json", "{}", "[]", "{\"format-version\":9}")) {
            String file = "s3://lake/_tables/bad" + i++ + ".metadata.json";
            bucket.addFile(file, content.getBytes(StandardCharsets.UTF_8));
            assertThrows(BadRequestException.class, () -> catalog.register(FIRST, file, false), content);
        }
    }

    private StoredTable register(TableIdentifier table, String location) {
        TableMetadata metadata = TableMetadata.newTableMetadata(
                SCHEMA, PartitionSpec.unpartitioned(), SortOrder.unsorted(), location, Map.of());
        String file = "s3://lake/_tables/staging-" + metadata.uuid() + ".metadata.json";
        bucket.addFile(file, TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8));
        return catalog.register(table, file, false).table();
    }

    private void move(TableIdentifier table, String location) {
        catalog.commit(
                List.of(new TableChange.Update(table, List.of(), List.of(new MetadataUpdate.SetLocation(location)))));
    }

    private boolean released(StoredTable table) throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT files_released FROM iceberg_table WHERE table_id = ?")) {
            select.setObject(1, table.id());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
