package org.boathouse.spark.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.boathouse.contract.layout.TableName;

/** What a run has to do for one table. */
public sealed interface Decision {
    /** Said aloud: what a person should know of the decision. */
    List<String> notes();

    /** Nothing. */
    record UpToDate(String reason, List<String> notes) implements Decision {}

    /** Nothing until somebody says what becomes of its inputs: it was restored. */
    record Held(String reason, List<String> notes) implements Decision {}

    /**
     * Refine it.
     *
     * @param head {@code main}'s snapshot from which the run starts; empty for a table without one
     * @param inputs what is read, pinned
     * @param full whether the table becomes exactly the result; otherwise the new rows are added or merged
     * @param reason why, in words
     */
    record Refine(
            RefinedTable table,
            Optional<Long> head,
            Map<TableName, Input> inputs,
            boolean full,
            String reason,
            List<String> notes)
            implements Decision {}

    /**
     * An upstream, pinned to what its metadata said when the decision was taken.
     *
     * @param table never refreshed: its current snapshot is what is read
     * @param newRows empty where it is read whole
     */
    record Input(TableName name, Table table, Optional<Range> newRows) {
        /** The snapshot that is read and recorded; empty where the upstream has no rows yet. */
        public Optional<Long> snapshot() {
            return Optional.ofNullable(table.currentSnapshot()).map(current -> current.snapshotId());
        }
    }

    /** The rows that were added after one snapshot, up to the pinned one. */
    record Range(long fromExclusive) {}
}
