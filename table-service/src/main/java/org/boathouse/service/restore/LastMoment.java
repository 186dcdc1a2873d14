package org.boathouse.service.restore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.service.state.Summary;

/** When to look at a quarantine, to see what it was while its table was at a snapshot: the two move together. */
final class LastMoment {
    private LastMoment() {}

    /** The last moment at which {@code main} of a table was at a snapshot; empty where it is now. */
    static Optional<Instant> of(Table table, Snapshot snapshot, Table quarantine) {
        List<HistoryEntry> log = table.history();
        for (int i = log.size() - 1; i >= 0; i--) {
            if (log.get(i).snapshotId() == snapshot.snapshotId()) {
                return i == log.size() - 1
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(last(
                                quarantine,
                                log.get(i).timestampMillis(),
                                log.get(i + 1).timestampMillis())));
            }
        }
        return Optional.of(Instant.ofEpochMilli(snapshot.timestampMillis()));
    }

    /**
     * A restore that empties a quarantine writes a snapshot for it, whose time is that of writing, and commits both moves
     * after that: by the quarantine's log it left before its table.
     */
    private static long last(Table quarantine, long came, long left) {
        return quarantine.history().stream()
                        .filter(entry -> entry.timestampMillis() >= came && entry.timestampMillis() < left)
                        .filter(entry -> isWritten(quarantine.snapshot(entry.snapshotId()), entry.timestampMillis()))
                        .mapToLong(HistoryEntry::timestampMillis)
                        .min()
                        .orElse(left)
                - 1;
    }

    /** Whether this is that snapshot, coming for the first time. */
    private static boolean isWritten(Snapshot snapshotOrNull, long at) {
        return snapshotOrNull != null
                && snapshotOrNull.timestampMillis() == at
                && new Summary(snapshotOrNull.summary()).values().containsKey(SummaryKeys.EMPTIED);
    }
}
