package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Loads through one replica while others change the table. */
@ExtendWith(StoresExtension.class)
class RecentLoadsIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private final TableIdentifier table = TableIdentifier.of(Namespace.of("n" + UUID.randomUUID()), "t");
    private Replica other;
    private RecentLoads loads;

    @BeforeEach
    void twoReplicas(PostgresAddress postgres) {
        FaultyDataSource database = new FaultyDataSource(postgres);
        InMemoryFileIO files = new InMemoryFileIO();
        other = new Replica(database.dataSource(), files);
        loads = new RecentLoads(new Replica(database.dataSource(), files).tables);
        other.catalog.ensureNamespace(table.namespace());
        other.catalog.commit(List.of(new TableChange.Create(table, SCHEMA, null, null, Map.of())));
    }

    @Test
    void anUnchangedTableIsAnsweredWithTheVeryBytesOfTheLoadBefore() {
        assertSame(load().body(), load().body());
    }

    @Test
    void aLoadShowsWhatAnotherReplicaCommittedBeforeItBegan() {
        for (int i = 0; i < 5; i++) {
            load();
            String committed = other.catalog
                    .commit(List.of(new TableChange.Update(
                            table, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("round", "no-" + i))))))
                    .get(0)
                    .metadataLocation();
            assertEquals(committed, load().metadataLocation());
            assertTrue(new String(load().body(), StandardCharsets.UTF_8).contains("no-" + i));
        }
    }

    @Test
    void aTableThatIsDroppedOrReplacedElsewhereIsNotShownAnyMore() {
        String first = load().metadataLocation();
        other.catalog.drop(table);
        assertThrows(NoSuchTableException.class, this::load);
        String second = other.catalog
                .commit(List.of(new TableChange.Create(table, SCHEMA, null, null, Map.of())))
                .get(0)
                .metadataLocation();
        assertEquals(second, load().metadataLocation());
        assertNotEquals(first, second);
    }

    private RecentLoads.Load load() {
        return loads.load(table, SnapshotsShown.ALL, TableAccess.BY_ITSELF);
    }
}
