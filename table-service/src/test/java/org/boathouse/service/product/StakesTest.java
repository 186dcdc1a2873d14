package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.evolution.TableShape;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.odcs.ContractReader;
import org.boathouse.contract.odcs.DataContract;
import org.junit.jupiter.api.Test;

class StakesTest {
    private static final TableIdentifier ORDERS = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");
    private static final TableIdentifier LEDGER = TableIdentifier.of(Namespace.of("shop", "raw"), "orders");
    private static final DataContract SHOP = read(Contracts.shop("shop"));

    private final Asked registry = new Asked();
    private final Stakes stakes = new Stakes(registry);

    @Test
    void theRegistryIsAskedOnceAtEachRevision() {
        assertFalse(stakes.in(ORDERS, 1).isPresent());
        assertFalse(stakes.in(ORDERS, 1).isPresent());
        assertEquals(1, registry.asked);

        registry.contract = Optional.of(SHOP);
        assertTrue(stakes.in(ORDERS, 2).orElseThrow().isInForce());
        assertTrue(stakes.in(ORDERS, 2).orElseThrow().isInForce());
        assertEquals(2, registry.asked);

        registry.contract = Optional.of(SHOP.withStatus(DataContract.Status.RETIRED));
        assertFalse(stakes.in(ORDERS, 3).orElseThrow().isInForce());
        assertEquals(3, registry.asked);
    }

    @Test
    void whatIsReadWithoutARevisionIsAskedEveryTime() {
        assertFalse(stakes.in(ORDERS, 1).isPresent());

        registry.contract = Optional.of(SHOP);

        assertTrue(stakes.in(ORDERS).isPresent());
        assertTrue(stakes.in(ORDERS).isPresent());
        assertEquals(3, registry.asked);
    }

    @Test
    void aLedgersStakeIsThatOfTheTableMadeFromItsFiles() {
        registry.contract = Optional.of(SHOP);

        Stake stake = stakes.in(LEDGER, 1).orElseThrow();

        assertTrue(stake.isOfTheLakesOwn());
        assertEquals(TableName.parse("shop.bronze.orders"), stake.described().name());
        stakes.in(LEDGER, 1);
        assertEquals(1, registry.asked);
    }

    @Test
    void aColumnOfSomebodyElsesMayLeaveTheLakesOwnTablesAndNoneMayCome() {
        registry.contract = Optional.of(SHOP);
        Stake stake = stakes.in(LEDGER, 1).orElseThrow();
        List<NestedField> columns = new ArrayList<>(LandingLedger.SCHEMA.columns());
        columns.add(NestedField.optional(10, "note", Types.StringType.get()));

        assertEquals(List.of(), stake.brokenBy(shape(columns), shape(LandingLedger.SCHEMA.columns())));
        assertEquals(
                1,
                stake.brokenBy(shape(LandingLedger.SCHEMA.columns()), shape(columns))
                        .size());
        columns.remove(0);
        assertEquals(
                1,
                stake.brokenBy(shape(LandingLedger.SCHEMA.columns()), shape(columns.subList(0, 8)))
                        .size());
    }

    private static TableShape shape(List<NestedField> columns) {
        return TableShape.of(2, new Schema(columns), PartitionSpec.unpartitioned(), SortOrder.unsorted());
    }

    private static DataContract read(String text) {
        return ContractReader.read(
                Contracts.FILE, text, Map.of(Contracts.FILE, text, Contracts.SELECT_FILE, "SELECT 1 AS id"));
    }

    /** A registry of one contract or none, that counts how often it is asked. */
    private static final class Asked extends CurrentContracts {
        private Optional<DataContract> contract = Optional.empty();
        private int asked;

        Asked() {
            super(null);
        }

        @Override
        public Optional<DataContract> of(TableName table) {
            asked++;
            return contract;
        }

        @Override
        public List<DataContract> all() {
            asked++;
            return contract.stream().toList();
        }
    }
}
