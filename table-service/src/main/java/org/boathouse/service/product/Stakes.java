package org.boathouse.service.product;

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
    private final CurrentContracts contracts;

    Stakes(CurrentContracts contracts) {
        this.contracts = contracts;
    }

    /** A contract in force where there is one; empty where no contract has to do with the table. */
    Optional<Stake> in(TableIdentifier table) {
        return LakeNames.of(table).flatMap(name -> {
            if (name.layer() == Layer.RAW) {
                return inLedger(name);
            }
            TableName described = name.isQuarantine() ? name.quarantined() : name;
            return contracts.of(described).flatMap(contract -> contract.table(described)
                    .map(of -> new Stake(name, contract, of)));
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
                        .map(table -> new Stake(ledger, contract, table)))
                .findFirst();
    }
}
