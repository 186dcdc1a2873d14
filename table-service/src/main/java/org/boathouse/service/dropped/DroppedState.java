package org.boathouse.service.dropped;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.boathouse.service.catalog.DroppedObjects.Dropped;
import org.boathouse.service.catalog.KeptTables;
import org.boathouse.service.state.Summary;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that was dropped and can be brought back.
 *
 * @param type {@code table}, {@code view} or {@code namespace}
 * @param droppedBy null where that is not known
 * @param undropUntil from then on it may be gone for good
 * @param snapshotId of a table, the head of {@code main}; null where it had none
 * @param rows of a table, at that head; null where only reading would tell
 * @param columns of a table, as {@code name type}
 */
public record DroppedState(
        String type,
        String name,
        Instant droppedAt,
        @Schema(nullable = true) String droppedBy,
        Instant undropUntil,
        @Schema(nullable = true) Long snapshotId,
        @Schema(nullable = true) Long rows,
        List<String> columns) {
    static DroppedState of(Dropped dropped, Optional<KeptTables.Kept> table, Duration kept) {
        Optional<Snapshot> head = table.map(last -> last.metadata().currentSnapshot());
        return new DroppedState(
                dropped.type().name().toLowerCase(Locale.ROOT),
                dropped.name(),
                dropped.droppedAt(),
                dropped.droppedBy(),
                dropped.droppedAt().plus(kept),
                head.map(Snapshot::snapshotId).orElse(null),
                table.map(last -> rows(last.metadata().currentSnapshot())).orElse(null),
                table.map(last -> columns(last.metadata().schema())).orElse(List.of()));
    }

    private static Long rows(Snapshot headOrNull) {
        return headOrNull == null ? Long.valueOf(0) : new Summary(headOrNull.summary()).rows();
    }

    private static List<String> columns(org.apache.iceberg.Schema schema) {
        return schema.columns().stream()
                .map(column -> column.name() + " " + column.type() + (column.isRequired() ? " required" : ""))
                .toList();
    }
}
