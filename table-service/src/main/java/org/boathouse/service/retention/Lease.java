package org.boathouse.service.retention;

import java.time.Instant;
import java.util.Set;

/**
 * A scan that was planned for somebody who may still fetch its tasks.
 *
 * @param snapshotIds those that the scan reads
 */
record Lease(String principal, Instant until, Set<Long> snapshotIds) {
    Lease {
        snapshotIds = Set.copyOf(snapshotIds);
    }
}
