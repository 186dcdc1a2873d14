package org.boathouse.service.refs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.boathouse.contract.retention.Span;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A branch or tag as it is.
 *
 * @param type {@code branch} or {@code tag}
 * @param committedAt when its snapshot was made
 * @param keptFor how long the name itself is kept from when its snapshot was made; null for ever
 * @param snapshotsKeptFor of a branch, how long its snapshots are kept; null where the table's setting holds
 * @param snapshotsKeptMin of a branch, how many snapshots are kept however old; null where the table's setting holds
 */
record RefState(
        String name,
        String type,
        long snapshotId,
        Instant committedAt,
        @Schema(nullable = true) String keptFor,
        @Schema(nullable = true) String snapshotsKeptFor,
        @Schema(nullable = true) Integer snapshotsKeptMin) {
    static RefState of(String name, SnapshotRef ref, TableMetadata table) {
        Snapshot snapshot = table.snapshot(ref.snapshotId());
        return new RefState(
                name,
                ref.isBranch() ? "branch" : "tag",
                ref.snapshotId(),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                span(ref.maxRefAgeMs()),
                span(ref.maxSnapshotAgeMs()),
                ref.minSnapshotsToKeep());
    }

    /** Branches first, {@code main} before all. */
    static List<RefState> all(TableMetadata table) {
        return table.refs().entrySet().stream()
                .sorted(Map.Entry.<String, SnapshotRef>comparingByValue(
                                (a, b) -> Boolean.compare(b.isBranch(), a.isBranch()))
                        .thenComparing(entry -> !entry.getKey().equals(SnapshotRef.MAIN_BRANCH))
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> of(entry.getKey(), entry.getValue(), table))
                .toList();
    }

    private static String span(Long millis) {
        return millis == null ? null : Span.text(Duration.ofMillis(millis));
    }
}
