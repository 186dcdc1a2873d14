package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commits and looks at a table cost the same however many tables there are and however long its history is. */
@ExtendWith(StoresExtension.class)
class CommitCostIT {
    private static final TableIdentifier ORDERS = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");
    private static final int OTHER_TABLES = 2_000;
    private static final int COMMITS = 10;
    private static final Duration STATISTICS_MAX = Duration.ofSeconds(30);

    private FaultyDataSource database;
    private PostgresCatalog catalog;

    @BeforeEach
    void open(PostgresAddress address) throws SQLException {
        database = new FaultyDataSource(address);
        catalog = new Replica(database.dataSource(), new InMemoryFileIO()).catalog;
        catalog.ensureNamespace(ORDERS.namespace());
        execute("ALTER TABLE iceberg_table SET (autovacuum_enabled = false)");
        catalog.commit(List.of(new TableChange.Create(
                ORDERS,
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                Map.of())));
        execute("""
                INSERT INTO iceberg_table (table_id, namespace_id, name, location, version, metadata_location, metadata)
                SELECT gen_random_uuid(), namespace_id, 't' || i, 's3://lake/' || i, 0, '', '' FROM iceberg_table,
                generate_series(1, %d) i""".formatted(OTHER_TABLES));
    }

    @Test
    void aCommitReadsItsOwnRowAndNoIndexOfAllTables() throws Exception {
        for (int i = 0; i < COMMITS; i++) {
            catalog.commit(List.of(new TableChange.Update(
                    ORDERS, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("n", Integer.toString(i)))))));
        }
        catalog.commit(List.of(
                new TableChange.Update(ORDERS, List.of(), List.of(new MetadataUpdate.RemoveProperties(Set.of())))));
        Instant deadline = Instant.now().plus(STATISTICS_MAX);
        while (entriesRead("iceberg_table_pkey") < COMMITS && Instant.now().isBefore(deadline)) {
            Thread.sleep(100);
        }
        long byKey = entriesRead("iceberg_table_pkey");
        long byLocation = entriesRead("iceberg_table_live_location");
        assertTrue(byKey >= COMMITS && byLocation < OTHER_TABLES, byKey + " by key, " + byLocation + " by location");
    }

    @Test
    void aTableWhoseMetadataIsKnownIsFoundWithoutReadingItAgain() throws Exception {
        StoredTable found = catalog.find(ORDERS).orElseThrow();
        execute("UPDATE iceberg_table SET metadata = '' WHERE name = 'orders'");
        StoredTable again = catalog.find(ORDERS).orElseThrow();
        assertSame(found.metadata(), again.metadata());
        assertEquals(found.metadataLocation(), again.metadataLocation());
        assertEquals(found.updatedAt(), again.updatedAt());
        StoredTable elsewhere = new Replica(database.dataSource(), new InMemoryFileIO())
                .catalog
                .find(ORDERS)
                .orElseThrow();
        assertThrows(RuntimeException.class, elsewhere::metadata);
    }

    /** As the sessions reported them, some time after they ended. */
    private long entriesRead(String index) throws SQLException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT idx_tup_read FROM pg_stat_user_indexes
                        WHERE schemaname = current_schema() AND indexrelname = '%s'""".formatted(index))) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
