package org.boathouse.service.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.retention.Span;
import org.boathouse.contract.snapshot.Consumed;

/** Something that needs snapshots whatever a policy says. */
@FunctionalInterface
interface Keeper {
    /** Why this snapshot is kept, for people; empty where it may go. */
    Optional<String> keeps(Snapshot snapshot);

    /** The whole table: somebody has set it back and has not said yet how it goes on. */
    static Keeper hold(String why) {
        return snapshot -> Optional.of("the table is held (" + why + ")");
    }

    /** Nothing younger than this goes. */
    static Keeper youth(Duration ageMin, Instant now) {
        long after = now.minus(ageMin).toEpochMilli();
        return snapshot -> Optional.of("it is younger than " + Span.text(ageMin))
                .filter(why -> snapshot.timestampMillis() > after);
    }

    /**
     * What {@code main} was at any moment of this time, be it that it came long before: who goes back by the time would find
     * it gone otherwise, as soon as another commit has followed.
     */
    static Keeper mainWasThere(TableMetadata table, Duration within, Instant now) {
        Map<Long, Long> until = new HashMap<>();
        List<HistoryEntry> log = table.snapshotLog();
        for (int i = 0; i < log.size(); i++) {
            long left = i + 1 < log.size() ? log.get(i + 1).timestampMillis() : Long.MAX_VALUE;
            until.merge(log.get(i).snapshotId(), left, Math::max);
        }
        long after = now.minus(within).toEpochMilli();
        return snapshot -> Optional.ofNullable(until.get(snapshot.snapshotId()))
                .filter(left -> left > after)
                .map(left -> "main was there until %s, within the last %s"
                        .formatted(Instant.ofEpochMilli(left), Span.text(within)));
    }

    /**
     * What the newest run had read stands in its snapshot's summary, and runs look for it from {@code main}'s head back: were it
     * gone, the next run would take the table for one that no run had written, and read everything again.
     */
    static Keeper newestRun(TableMetadata table) {
        return Consumed.newest(ancestorsOfMain(table))
                .map(consumed -> backTo(
                        table,
                        consumed.snapshotId(),
                        "the newest run's record of what it has read is snapshot " + consumed.snapshotId()))
                .orElse(snapshot -> Optional.empty());
    }

    /** What somebody has not read yet, and where it has come to, since reading on starts there. */
    static Keeper reader(TableMetadata table, Reader reader) {
        Snapshot readUpTo = table.snapshot(reader.readUpTo());
        return readUpTo == null
                ? snapshot -> Optional.empty()
                : backTo(
                        table,
                        reader.readUpTo(),
                        "%s has read up to snapshot %d of %s only: run it, or retire its contract"
                                .formatted(
                                        reader.says(),
                                        reader.readUpTo(),
                                        Instant.ofEpochMilli(readUpTo.timestampMillis())));
    }

    /** A planned scan whose tasks can still be fetched. */
    static Keeper lease(Lease lease) {
        return snapshot -> Optional.of(
                        "a scan plan of %s is leased until %s".formatted(lease.principal(), lease.until()))
                .filter(why -> lease.snapshotIds().contains(snapshot.snapshotId()));
    }

    /** From {@code main}'s head back to this snapshot, inclusive; nothing where it is not in that history. */
    private static Keeper backTo(TableMetadata table, long snapshotId, String why) {
        Set<Long> needed = new HashSet<>();
        for (Snapshot ancestor : ancestorsOfMain(table)) {
            needed.add(ancestor.snapshotId());
            if (ancestor.snapshotId() == snapshotId) {
                return snapshot -> Optional.of(why).filter(any -> needed.contains(snapshot.snapshotId()));
            }
        }
        return snapshot -> Optional.empty();
    }

    private static Iterable<Snapshot> ancestorsOfMain(TableMetadata table) {
        Snapshot head = table.currentSnapshot();
        return head == null ? List.of() : SnapshotUtil.ancestorsOf(head.snapshotId(), table::snapshot);
    }
}
