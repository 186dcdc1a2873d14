package org.boathouse.service.state;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.snapshot.SummaryKeys;

/** Says which points of a table can be read, for a message about one that cannot. */
final class KeptSnapshots {
    private KeptSnapshots() {}

    /** Of a snapshot id that is not there: expired, or never there. */
    static LakeFailure missing(Table table, long id) {
        List<Snapshot> kept = byTime(table);
        boolean expired = kept.stream().anyMatch(child -> Objects.equals(child.parentId(), id));
        if (expired) {
            return LakeFailure.notFound(
                    "Snapshot %d of %s has expired; the oldest kept is %s%s",
                    id, table.name(), describe(kept.get(0)), policy(table));
        }
        String meant = Nearest.to(
                        Long.toString(id),
                        kept.stream()
                                .map(snapshot -> Long.toString(snapshot.snapshotId()))
                                .toList())
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
        return LakeFailure.notFound("%s has no snapshot %d; %s%s", table.name(), id, meant, range(kept));
    }

    /** Of a moment of which {@code main}'s state is not there: it lies before the first one, or it has expired. */
    static LakeFailure missing(Table table, Instant at) {
        List<Snapshot> kept = byTime(table);
        return first(table)
                .map(first -> LakeFailure.notFound(
                        "%s had no snapshot yet at %s: its first is %s",
                        table.name(), at, describe(first.snapshotId(), first.timestampMillis())))
                .orElseGet(() -> table.history().isEmpty()
                        ? LakeFailure.notFound("%s has no state as of %s; %s", table.name(), at, range(kept))
                        : LakeFailure.notFound(
                                "What %s was at %s has expired; the oldest that is kept is %s%s%s",
                                table.name(),
                                at,
                                describe(kept.get(0)),
                                knownSince(table, kept.get(0), at),
                                policy(table)));
    }

    /** A tag may keep what is older than all that is known of {@code main}. */
    private static String knownSince(Table table, Snapshot oldest, Instant at) {
        return oldest.timestampMillis() > at.toEpochMilli()
                ? ""
                : ", and what main was is known from %s on"
                        .formatted(Instant.ofEpochMilli(table.history().get(0).timestampMillis()));
    }

    private static String policy(Table table) {
        return "; 'boathouse retention %s' tells how long its history is kept".formatted(table.name());
    }

    /**
     * The beginning of {@code main}'s history; empty where there is none, or it is no longer known. The first snapshot may
     * have ancestors, where it was made on a branch; as long as all of them are there, nothing has expired before it.
     */
    static Optional<HistoryEntry> first(Table table) {
        return table.history().stream().findFirst().filter(first -> {
            Snapshot snapshot = table.snapshot(first.snapshotId());
            while (snapshot != null && snapshot.parentId() != null) {
                snapshot = table.snapshot(snapshot.parentId());
            }
            return snapshot != null && !new Summary(snapshot.summary()).values().containsKey(SummaryKeys.EMPTIED);
        });
    }

    private static List<Snapshot> byTime(Table table) {
        return StreamSupport.stream(table.snapshots().spliterator(), false)
                .sorted(Comparator.comparingLong(Snapshot::timestampMillis))
                .toList();
    }

    private static String range(List<Snapshot> kept) {
        return kept.isEmpty()
                ? "it has no snapshot yet"
                : "the oldest kept is %s, the newest %s"
                        .formatted(describe(kept.get(0)), describe(kept.get(kept.size() - 1)));
    }

    private static String describe(Snapshot snapshot) {
        return describe(snapshot.snapshotId(), snapshot.timestampMillis());
    }

    private static String describe(long snapshotId, long millis) {
        return "%d (%s)".formatted(snapshotId, Instant.ofEpochMilli(millis));
    }
}
