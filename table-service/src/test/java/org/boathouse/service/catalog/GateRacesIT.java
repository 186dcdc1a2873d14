package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.ContractViolation;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A rule that comes into force after a change was judged and before it is committed. Whoever makes the rule moves the
 * table's row on in the same transaction, as apply does, on another replica.
 */
@ExtendWith(StoresExtension.class)
class GateRacesIT {
    private static final Namespace SILVER = Namespace.of("shop", "silver");
    private static final TableIdentifier ORDERS = TableIdentifier.of(SILVER, "orders");
    private static final TableIdentifier ITEMS = TableIdentifier.of(SILVER, "items");

    private final InMemoryFileIO bucket = new InMemoryFileIO();
    private final Replica.Interrupting files = new Replica.Interrupting(bucket);
    private final RuleInBetween gate = new RuleInBetween();
    private PostgresCatalog catalog;
    private PostgresCatalog other;

    @BeforeEach
    void twoReplicas(PostgresAddress address) {
        FaultyDataSource database = new FaultyDataSource(address);
        catalog = new Replica(database.dataSource(), files, gate).catalog;
        other = new Replica(database.dataSource(), bucket).catalog;
        catalog.ensureNamespace(SILVER);
        other.commit(List.of(create(ORDERS)));
        gate.rule = () -> other.commit(List.of(set(ORDERS)));
    }

    /** What a client may do to a table. */
    private interface Act {
        void on(PostgresCatalog catalog);
    }

    static Stream<Act> acts() {
        return Stream.of(
                catalog -> catalog.commit(List.of(set(ORDERS))),
                catalog -> catalog.commit(List.of(create(ITEMS), set(ORDERS))),
                catalog -> catalog.drop(ORDERS),
                catalog -> catalog.unregister(ORDERS),
                catalog -> catalog.rename(ORDERS, ITEMS));
    }

    @ParameterizedTest
    @MethodSource("acts")
    void aChangeThatWasJudgedByTheOldRuleIsJudgedAgain(Act act) {
        assertThrows(ContractViolation.class, () -> act.on(catalog));

        assertEquals(2, gate.judged);
        assertEquals("b", other.find(ORDERS).orElseThrow().metadata().property("a", ""));
        assertTrue(other.find(ITEMS).isEmpty());
    }

    @Test
    void whatIsRefusedHasWrittenNothing() {
        gate.isInForce = true;

        acts().forEach(act -> assertThrows(ContractViolation.class, () -> act.on(catalog)));

        assertEquals(0, files.written());
    }

    @Test
    void registeringOverATableThatWasMovedOnMeanwhileIsNotApplied() {
        String file = other.find(ORDERS).orElseThrow().metadataLocation();

        assertThrows(RuntimeException.class, () -> catalog.register(ORDERS, file, true));

        assertEquals("b", other.find(ORDERS).orElseThrow().metadata().property("a", ""));
    }

    private static TableChange create(TableIdentifier table) {
        return new TableChange.Create(
                table,
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                Map.of());
    }

    private static TableChange set(TableIdentifier table) {
        return new TableChange.Update(table, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("a", "b"))));
    }

    /** Lets the first change pass, and then comes into force: right after that change was judged. */
    private static final class RuleInBetween implements TableGate {
        private Runnable rule = () -> {};
        private boolean isInForce;
        private int judged;

        private void judge(TableIdentifier table) {
            if (!table.equals(ORDERS)) {
                return;
            }
            judged++;
            if (isInForce) {
                throw new ContractViolation("no");
            }
            isInForce = true;
            rule.run();
        }

        @Override
        public void making(TableIdentifier table, TableMetadata made) {
            judge(table);
        }

        @Override
        public void taking(TableIdentifier name, Supplier<TableMetadata> moved) {
            judge(name);
        }

        @Override
        public void changing(TableIdentifier table, TableMetadata before, TableMetadata after, long registryRevision) {
            judge(table);
        }

        @Override
        public void replacing(TableIdentifier table, TableMetadata before, TableMetadata registered) {
            judge(table);
        }

        @Override
        public void dropping(TableIdentifier table) {
            judge(table);
        }

        @Override
        public void renaming(TableIdentifier table, TableIdentifier to) {
            judge(table);
        }
    }
}
