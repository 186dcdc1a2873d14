package org.boathouse.service.retention;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.Refinement;
import org.boathouse.contract.product.Refinement.Mode;
import org.boathouse.contract.snapshot.Consumed;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.product.CurrentContracts;
import org.boathouse.service.product.LakeNames;

/**
 * Finds who reads on in a table from where they came to, by the registered products and by what their newest runs recorded. A
 * table that is made anew of all rows each time needs no more than the newest of them.
 */
@Singleton
class Readers {
    private final LakeCatalog catalog;
    private final CurrentContracts contracts;

    Readers(LakeCatalog catalog, CurrentContracts contracts) {
        this.catalog = catalog;
        this.contracts = contracts;
    }

    List<Reader> of(TableName upstream) {
        List<Reader> readers = new ArrayList<>();
        for (DataContract contract : contracts.all()) {
            if (contract.status() != DataContract.Status.RETIRED) {
                contract.tables().stream()
                        .filter(table -> readsOnIn(upstream, table))
                        .flatMap(table -> readUpTo(upstream, table)
                                .map(snapshot -> new Reader(table.name(), contract.dataProduct(), snapshot))
                                .stream())
                        .forEach(readers::add);
            }
        }
        return readers;
    }

    private static boolean readsOnIn(TableName upstream, TableContract table) {
        return table.refinement()
                .filter(made -> made.mode() != Mode.REPLACE)
                .flatMap(Refinement::readIncrementally)
                .filter(upstream::equals)
                .isPresent();
    }

    private Optional<Long> readUpTo(TableName upstream, TableContract table) {
        try {
            return catalog.find(LakeNames.identifier(table.name()))
                    .map(StoredTable::metadata)
                    .flatMap(Readers::newestRun)
                    .map(consumed -> consumed.inputs().get(upstream));
        } catch (LakeFailure e) {
            throw new LakeFailure(
                    e.kind(), "how far %s has read it can't be told: %s".formatted(table.name(), e.getMessage()), e);
        }
    }

    private static Optional<Consumed> newestRun(TableMetadata table) {
        Snapshot head = table.currentSnapshot();
        return head == null
                ? Optional.empty()
                : Consumed.newest(SnapshotUtil.ancestorsOf(head.snapshotId(), table::snapshot));
    }
}
