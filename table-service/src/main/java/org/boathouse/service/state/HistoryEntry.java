package org.boathouse.service.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.snapshot.SummaryKeys;

/**
 * One commit to a table's main branch.
 *
 * @param parentId null for the first one
 * @param rowsAdded in this commit, as its writer counted them; so with the other counts of the commit
 * @param totalRows in the whole table; null where only reading would tell
 * @param runId of the refinement that wrote it, null where none did
 * @param inputs how far the refinement had read its upstreams: table to snapshot id
 * @param refs the branches and tags that point here
 */
record HistoryEntry(
        long snapshotId,
        Long parentId,
        Instant committedAt,
        String operation,
        long rowsAdded,
        long rowsDeleted,
        long filesAdded,
        long filesDeleted,
        Long totalRows,
        String runId,
        Map<String, Long> inputs,
        List<NamedRef> refs) {
    /** @param type {@code branch} or {@code tag} */
    record NamedRef(String name, String type) {}

    /** The commits that main's head goes back to, newest first, as far as they are kept. */
    static List<HistoryEntry> of(Table table) {
        return StreamSupport.stream(SnapshotUtil.currentAncestors(table).spliterator(), false)
                .map(snapshot -> of(snapshot, table))
                .toList();
    }

    private static HistoryEntry of(Snapshot snapshot, Table table) {
        Summary summary = new Summary(snapshot.summary());
        Map<String, Long> inputs = new TreeMap<>();
        SummaryKeys.inputs(snapshot.summary()).forEach((upstream, id) -> inputs.put(upstream.toString(), id));
        return new HistoryEntry(
                snapshot.snapshotId(),
                snapshot.parentId(),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                snapshot.operation(),
                summary.countOrZero(SnapshotSummary.ADDED_RECORDS_PROP),
                summary.countOrZero(SnapshotSummary.DELETED_RECORDS_PROP),
                summary.countOrZero(SnapshotSummary.ADDED_FILES_PROP),
                summary.countOrZero(SnapshotSummary.DELETED_FILES_PROP),
                summary.rows(),
                snapshot.summary().get(SummaryKeys.RUN_ID),
                inputs,
                refs(snapshot.snapshotId(), table));
    }

    private static List<NamedRef> refs(long snapshotId, Table table) {
        return table.refs().entrySet().stream()
                .filter(ref -> ref.getValue().snapshotId() == snapshotId)
                .map(ref -> new NamedRef(ref.getKey(), ref.getValue().isBranch() ? "branch" : "tag"))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }
}
