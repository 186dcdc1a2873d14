package org.boathouse.service.product;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.layout.Layer;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.product.Refinement;

/** Finds the contract that has a table at stake. */
@Singleton
class Stakes {
    /** Of all tables that are kept together; one takes some hundred bytes. */
    private static final int COLUMNS_MAX = 100_000;

    private final CurrentContracts contracts;
    private final Cache<TableIdentifier, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(COLUMNS_MAX)
            .weigher((TableIdentifier table, Kept stake) -> stake.weight())
            .build();

    /** @param revision of the registry, when or before the stake was read */
    private record Kept(long revision, Optional<Stake> stake) {
        int weight() {
            return 1 + stake.map(found -> found.described().columns().size()).orElse(0);
        }
    }

    Stakes(CurrentContracts contracts) {
        this.contracts = contracts;
    }

    /**
     * As {@link #in(TableIdentifier)}, without asking the database again at the same revision: every registration moves it on
     * in its transaction.
     *
     * @param registryRevision as of when the table was read
     */
    Optional<Stake> in(TableIdentifier table, long registryRevision) {
        Kept known = kept.getIfPresent(table);
        if (known == null || known.revision() != registryRevision) {
            // What is read now is of this revision or a later one, at which nobody finds it under this one any more.
            known = new Kept(registryRevision, in(table));
            kept.put(table, known);
        }
        return known.stake();
    }

    /** A contract in force where there is one; empty where no contract has to do with the table. */
    Optional<Stake> in(TableIdentifier table) {
        return LakeNames.of(table).flatMap(name -> {
            if (name.layer() == Layer.RAW) {
                return inLedger(name);
            }
            TableName described = name.isQuarantine() ? name.quarantined() : name;
            return contracts.of(described).flatMap(contract -> contract.table(described)
                    .map(of -> Stake.of(name, contract, of)));
        });
    }

    /** Several products may read one ledger. */
    private Optional<Stake> inLedger(TableName ledger) {
        return contracts.all().stream()
                .filter(DataContract::isInForce)
                .flatMap(contract -> contract.tables().stream()
                        .filter(table -> table.refinement().map(Refinement::step).stream()
                                .anyMatch(step -> step instanceof Refinement.Landed landed
                                        && landed.dataset().ledger().equals(ledger)))
                        .map(table -> Stake.of(ledger, contract, table)))
                .findFirst();
    }
}
