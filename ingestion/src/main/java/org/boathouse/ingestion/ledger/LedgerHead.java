package org.boathouse.ingestion.ledger;

import java.util.Map;
import java.util.OptionalLong;
import org.boathouse.contract.layout.Dataset;

/**
 * A ledger as it was read at one moment.
 *
 * @param snapshotId the snapshot that {@code main} pointed to; empty where the ledger was empty or not there yet
 * @param latest by source name, of the names asked for; a name that never landed is missing
 */
public record LedgerHead(Dataset dataset, OptionalLong snapshotId, Map<String, LatestLanding> latest) {
    public LedgerHead {
        latest = Map.copyOf(latest);
    }
}
