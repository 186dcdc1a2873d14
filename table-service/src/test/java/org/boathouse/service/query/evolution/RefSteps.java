package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.util.SnapshotUtil;

/** Tags, branches, and going back. */
final class RefSteps {
    private final RandomTable table;
    private int names;

    RefSteps(RandomTable table) {
        this.table = table;
    }

    /** In the order of commits. */
    static List<Long> snapshots(RandomTable table) {
        List<Long> ids = new ArrayList<>();
        table.iceberg.snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
        return ids;
    }

    Optional<String> tag() {
        List<Long> snapshots = snapshots(table);
        if (snapshots.isEmpty()) {
            return Optional.empty();
        }
        int at = table.dice.below(snapshots.size());
        String name = "tag" + ++names;
        table.iceberg.manageSnapshots().createTag(name, snapshots.get(at)).commit();
        return Optional.of("%s at snapshot number %d".formatted(name, at));
    }

    Optional<String> branch() {
        List<Long> snapshots = snapshots(table);
        if (snapshots.isEmpty()) {
            return Optional.empty();
        }
        int at = table.dice.below(snapshots.size());
        String name = "branch" + ++names;
        table.iceberg.manageSnapshots().createBranch(name, snapshots.get(at)).commit();
        return Optional.of("%s at snapshot number %d".formatted(name, at));
    }

    Optional<String> rollBack() {
        Snapshot head = table.iceberg.currentSnapshot();
        if (head == null) {
            return Optional.empty();
        }
        List<Long> ancestors = SnapshotUtil.ancestorIds(head, table.iceberg::snapshot);
        int at = table.dice.below(ancestors.size());
        table.iceberg.manageSnapshots().rollbackTo(ancestors.get(at)).commit();
        return Optional.of("roll back by " + at);
    }
}
