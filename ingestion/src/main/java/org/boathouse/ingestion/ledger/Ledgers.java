package org.boathouse.ingestion.ledger;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Dataset;

/**
 * The landing ledgers of a lake, each an append-only table that changes by strict compare-and-set.
 *
 * <p>Every method may be repeated. Failures are {@link LakeFailure}s: UNAVAILABLE or FORBIDDEN where the catalog or its
 * store surely did nothing, OUTCOME_UNKNOWN where an append may or may not have been applied.
 */
public interface Ledgers {
    /**
     * The latest landing of each of these names, as of the ledger's present head. A ledger that does not exist yet is an
     * empty one. Takes memory for the names asked for, however many the ledger has.
     */
    LedgerHead read(Dataset dataset, Set<String> sourceNames);

    /**
     * Appends rows as one snapshot that carries the batch's id, unless the ledger has moved since {@code head} was read:
     * then nothing is appended. Creates the ledger where there is none.
     *
     * @return the new snapshot's id; empty where the ledger has moved and the rows must be planned again
     */
    OptionalLong append(LedgerHead head, UUID batchId, List<LedgerRow> rows);

    /** The snapshot that a batch was appended as, found in the history of the ledger's head; empty where it was not. */
    OptionalLong snapshotOf(Dataset dataset, UUID batchId);
}
