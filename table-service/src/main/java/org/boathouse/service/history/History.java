package org.boathouse.service.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.boathouse.service.catalog.events.ChangeLog;
import org.boathouse.service.dropped.DroppedState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a table became what it is.
 *
 * @param dropped what it looked like when it was dropped; null for a table that is there
 * @param history its kept snapshots on all branches, newest first
 * @param changes every commit to it that is known, newest first: restores, tags, branches, schema changes, renames, drops
 * @param more whether there are more snapshots than are shown
 */
public record History(
        String table,
        @Schema(nullable = true) DroppedState dropped,
        List<HistoryEntry> history,
        List<Change> changes,
        boolean more) {
    /**
     * One commit.
     *
     * @param by who made it
     * @param kind {@code table.created}, {@code table.committed}, {@code table.dropped}, ...
     * @param operation what the platform was asked for, such as {@code restore}; null for what came through the catalog
     * @param reason in which words
     * @param snapshots the ids of those that it added
     * @param what else it changed: refs (name to snapshot id, null where removed), the current schema's id,
     *     whether partitioning or the sort order, names of properties
     */
    public record Change(
            Instant at,
            @Schema(nullable = true) String by,
            String kind,
            @Schema(nullable = true) String operation,
            @Schema(nullable = true) String reason,
            List<Long> snapshots,
            JsonNode what) {}

    static History of(Table table, DroppedState droppedOrNull, List<ChangeLog.Change> changes, int limit) {
        Map<Long, String> by = new HashMap<>();
        changes.forEach(change -> change.snapshots().forEach(snapshot -> by.put(snapshot, change.by())));
        List<HistoryEntry> history = HistoryEntry.of(table, by);
        return new History(
                table.name(),
                droppedOrNull,
                history.stream().limit(limit).toList(),
                changes.stream()
                        .limit(limit)
                        .map(change -> new Change(
                                change.at(),
                                change.by(),
                                change.kind(),
                                change.operation(),
                                change.reason(),
                                change.snapshots(),
                                change.what()))
                        .toList(),
                history.size() > limit);
    }
}
