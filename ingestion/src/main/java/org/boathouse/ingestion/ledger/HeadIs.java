package org.boathouse.ingestion.ledger;

import java.util.Iterator;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;

/**
 * The precondition of a ledger append: {@code main} is still where it was when the rows were planned. Iceberg loads the
 * table anew before it commits and would append to whatever it finds; the catalog then only checks against that.
 */
record HeadIs(OptionalLong snapshotId) implements SnapshotAncestryValidator {
    @Override
    public boolean validate(Iterable<Snapshot> newestFirst) {
        Iterator<Snapshot> snapshots = newestFirst.iterator();
        OptionalLong head =
                snapshots.hasNext() ? OptionalLong.of(snapshots.next().snapshotId()) : OptionalLong.empty();
        return head.equals(snapshotId);
    }

    @Override
    public String errorMessage() {
        return "the ledger has moved on from " + (snapshotId.isEmpty() ? "being empty" : snapshotId.getAsLong());
    }
}
