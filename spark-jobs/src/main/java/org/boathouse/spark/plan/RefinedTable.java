package org.boathouse.spark.plan;

import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.Refinement;

/**
 * A table that runs make, with what its refinement reads.
 *
 * @param file the contract's file, as messages name it
 * @param refinement of the contract, surely there
 * @param upstreams the tables it reads; for landed files the ledger
 * @param recomputes why the incremental upstream's new rows alone would not do; empty where they do
 * @param definition hash of all that decides what rows a run makes
 */
public record RefinedTable(
        String file,
        TableContract contract,
        Refinement refinement,
        List<TableName> upstreams,
        Optional<String> recomputes,
        String definition) {
    public RefinedTable {
        upstreams = List.copyOf(upstreams);
    }

    public TableName name() {
        return contract.name();
    }

    /** The upstream that is read by its new snapshots only, where there is one. */
    public Optional<TableName> incremental() {
        return refinement.readIncrementally();
    }
}
