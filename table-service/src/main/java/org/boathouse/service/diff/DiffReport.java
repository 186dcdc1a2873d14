package org.boathouse.service.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What differs between two points of a table's history.
 *
 * @param schema columns, keys, partitioning and sort order, matched by field id
 * @param properties of the table, as far as it is known what they were
 * @param rows what became of rows, by key; null where that cannot be said, and {@code notes} says why
 * @param notes what could not be told, and why
 */
public record DiffReport(
        String table,
        Point from,
        Point to,
        List<Shape> schema,
        List<Property> properties,
        FileChanges files,
        @Schema(nullable = true) RowChanges rows,
        List<String> notes) {
    /**
     * @param asked as it was asked for
     * @param snapshotId null where the table had none
     * @param rows null where only reading would tell
     */
    @Schema(name = "DiffPoint")
    public record Point(
            String asked,
            @Schema(nullable = true) Long snapshotId,
            @Schema(nullable = true) Instant committedAt,
            @Schema(nullable = true) Long rows,
            @Schema(nullable = true) Long files) {}

    /**
     * @param change such as {@code column_added}: the kinds that contracts are judged by
     * @param column null for what concerns the whole table
     * @param readers what it means to queries: {@code safe}, {@code needs_backfill} or {@code breaking}
     * @param writers the same to writers
     */
    @Schema(name = "ShapeChange")
    public record Shape(
            String change, @Schema(nullable = true) String column, String says, String readers, String writers) {}

    /** @param from null where it was not set; {@code to} likewise */
    @Schema(name = "PropertyChange")
    public record Property(
            String key,
            @Schema(nullable = true) String from,
            @Schema(nullable = true) String to) {}

    /** Data files; a file with deletes counts for itself. */
    public record FileChanges(long added, long removed, long bytesAdded, long bytesRemoved) {}

    /**
     * @param key the columns that tell rows apart
     * @param shown some of them, in the order of their keys
     * @param more whether more follow those shown
     */
    public record RowChanges(
            List<String> key, long added, long removed, long changed, List<ChangedRow> shown, boolean more) {}

    /**
     * @param change {@code added}, {@code removed} or {@code changed}
     * @param from the row as it was, by column; null for one that was added
     * @param to as it is; null for one that was removed
     */
    public record ChangedRow(
            String change,
            @Schema(nullable = true) Map<String, JsonNode> from,
            @Schema(nullable = true) Map<String, JsonNode> to) {}
}
