package org.boathouse.service.state;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Says which points of a table can be read, for a message about one that cannot. */
final class KeptSnapshots {
    private KeptSnapshots() {}

    static String of(Table table) {
        List<Snapshot> kept = StreamSupport.stream(table.snapshots().spliterator(), false)
                .sorted(Comparator.comparingLong(Snapshot::timestampMillis))
                .toList();
        return kept.isEmpty()
                ? "it has no snapshot yet"
                : "the oldest kept is %s, the newest %s"
                        .formatted(describe(kept.get(0)), describe(kept.get(kept.size() - 1)));
    }

    private static String describe(Snapshot snapshot) {
        return "%d (%s)".formatted(snapshot.snapshotId(), Instant.ofEpochMilli(snapshot.timestampMillis()));
    }
}
