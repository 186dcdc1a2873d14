package org.boathouse.service.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.service.state.Summary;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One snapshot of a table, on whatever branch.
 *
 * @param parentId null for the first one
 * @param committedAt by its writer's clock
 * @param rowsAdded in this commit, as its writer counted them; so with the other counts of the commit
 * @param totalRows in the whole table; null where only reading would tell
 * @param runId of the refinement that wrote it, null where none did
 * @param inputs how far the refinement had read its upstreams: table to snapshot id; without what a client has written
 *     that reads as neither
 * @param refs the branches and tags that point here
 * @param branches the branches whose history it is part of; none where only a tag keeps it
 * @param by who committed it; null where that is not known
 */
record HistoryEntry(
        long snapshotId,
        @Schema(nullable = true) Long parentId,
        Instant committedAt,
        String operation,
        long rowsAdded,
        long rowsDeleted,
        long filesAdded,
        long filesDeleted,
        @Schema(nullable = true) Long totalRows,
        @Schema(nullable = true) String runId,
        Map<String, Long> inputs,
        List<NamedRef> refs,
        List<String> branches,
        @Schema(nullable = true) String by) {
    /** @param type {@code branch} or {@code tag} */
    record NamedRef(String name, String type) {}

    /**
     * The kept snapshots, newest first.
     *
     * @param by snapshot id to who committed it, as far as that is known
     */
    static List<HistoryEntry> of(Table table, Map<Long, String> by) {
        Map<Long, List<String>> branches = branches(table);
        return StreamSupport.stream(table.snapshots().spliterator(), false)
                .sorted(Comparator.comparingLong(Snapshot::sequenceNumber)
                        .thenComparingLong(Snapshot::timestampMillis)
                        .reversed())
                .map(snapshot -> of(
                        snapshot,
                        table,
                        branches.getOrDefault(snapshot.snapshotId(), List.of()),
                        by.get(snapshot.snapshotId())))
                .toList();
    }

    private static Map<Long, List<String>> branches(Table table) {
        Map<Long, List<String>> branches = new HashMap<>();
        table.refs().entrySet().stream()
                .filter(ref -> ref.getValue().isBranch())
                .sorted(Comparator.comparing((Map.Entry<String, SnapshotRef> ref) ->
                                !ref.getKey().equals(SnapshotRef.MAIN_BRANCH))
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(ref -> SnapshotUtil.ancestorsOf(ref.getValue().snapshotId(), table::snapshot)
                        .forEach(snapshot -> branches.computeIfAbsent(snapshot.snapshotId(), id -> new ArrayList<>())
                                .add(ref.getKey())));
        return branches;
    }

    private static HistoryEntry of(Snapshot snapshot, Table table, List<String> branches, String by) {
        Summary summary = new Summary(snapshot.summary());
        Map<String, Long> inputs = new TreeMap<>();
        SummaryKeys.readableInputs(summary.values()).forEach((upstream, id) -> inputs.put(upstream.toString(), id));
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
                summary.values().get(SummaryKeys.RUN_ID),
                inputs,
                refs(snapshot.snapshotId(), table),
                branches,
                by);
    }

    private static List<NamedRef> refs(long snapshotId, Table table) {
        return table.refs().entrySet().stream()
                .filter(ref -> ref.getValue().snapshotId() == snapshotId)
                .map(ref -> new NamedRef(ref.getKey(), ref.getValue().isBranch() ? "branch" : "tag"))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }
}
