package org.boathouse.service.state;

import java.time.Instant;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;

/** A point of a table's history, named but not yet looked up. */
public sealed interface AsOf {
    /**
     * @param table as it stands now
     * @throws LakeFailure NOT_FOUND where the table has no such point (any more), naming the nearest that it has
     */
    PointInTime resolve(Table table);

    /**
     * Reads what people write: digits are a snapshot id, a date or a timestamp is a moment (UTC where it names no zone, a
     * date being its first instant), anything else a branch or tag.
     *
     * @throws LakeFailure INVALID where it looks like a moment and is none
     */
    static AsOf parse(String text) {
        String point = text.strip();
        if (point.isEmpty()) {
            throw LakeFailure.invalid("An empty point in time: expected a timestamp, a snapshot id, a tag or a branch");
        }
        if (point.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Snapshotted.parse(point);
        }
        return Moments.looksLikeOne(point) ? new Moment(Moments.parse(point)) : new Ref(point);
    }

    /** The head of {@code main}, and the current schema. */
    record Latest() implements AsOf {
        @Override
        public PointInTime resolve(Table table) {
            return PointInTime.of(table.currentSnapshot(), table.schema());
        }
    }

    /** One snapshot by its id, with the schema it was written under. */
    record Snapshotted(long id) implements AsOf {
        static Snapshotted parse(String digits) {
            try {
                return new Snapshotted(Long.parseLong(digits));
            } catch (NumberFormatException e) {
                throw LakeFailure.invalid("%s is no snapshot id: it is larger than any", digits);
            }
        }

        @Override
        public PointInTime resolve(Table table) {
            Snapshot snapshot = table.snapshot(id);
            if (snapshot == null) {
                throw LakeFailure.notFound(
                        "%s has no snapshot %d, or it has expired; %s", table.name(), id, KeptSnapshots.of(table));
            }
            return PointInTime.of(snapshot, SnapshotUtil.schemaFor(table, id));
        }
    }

    /** What {@code main} was at a moment, with the schema of then. */
    record Moment(Instant at) implements AsOf {
        @Override
        public PointInTime resolve(Table table) {
            Long id = null;
            for (HistoryEntry entry : table.history()) {
                if (entry.timestampMillis() <= at.toEpochMilli()) {
                    id = entry.snapshotId();
                }
            }
            if (id == null || table.snapshot(id) == null) {
                throw LakeFailure.notFound("%s has no state as of %s; %s", table.name(), at, KeptSnapshots.of(table));
            }
            return PointInTime.of(table.snapshot(id), SnapshotUtil.schemaFor(table, id));
        }
    }

    /** A branch, read with the current schema, or a tag, read with its snapshot's. */
    record Ref(String name) implements AsOf {
        @Override
        public PointInTime resolve(Table table) {
            SnapshotRef ref = table.refs().get(name);
            if (ref == null && name.equals(SnapshotRef.MAIN_BRANCH)) {
                return new Latest().resolve(table);
            }
            if (ref == null) {
                throw LakeFailure.notFound(
                        "%s has no branch or tag '%s'%s",
                        table.name(), name, MeantNames.hint(name, table.refs().keySet()));
            }
            return PointInTime.of(table.snapshot(ref.snapshotId()), SnapshotUtil.schemaFor(table, name));
        }
    }
}
