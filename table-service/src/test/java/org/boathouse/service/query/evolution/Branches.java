package org.boathouse.service.query.evolution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.io.CloseableIterable;

/** The branches of a table. */
final class Branches {
    static final String MAIN = SnapshotRef.MAIN_BRANCH;

    private Branches() {}

    /** Mostly {@code main}. */
    static String any(RandomTable table) {
        List<String> others = table.iceberg.refs().entrySet().stream()
                .filter(ref -> ref.getValue().isBranch() && !ref.getKey().equals(MAIN))
                .map(ref -> ref.getKey())
                .sorted()
                .toList();
        return others.isEmpty() || table.dice.percent(75) ? MAIN : table.dice.one(others);
    }

    /** In an order that does not vary from run to run. */
    static List<FileScanTask> tasks(RandomTable table, String branch) {
        Snapshot head = table.iceberg.snapshot(branch);
        List<FileScanTask> tasks = new ArrayList<>();
        if (head != null) {
            try (CloseableIterable<FileScanTask> planned =
                    table.iceberg.newScan().useSnapshot(head.snapshotId()).planFiles()) {
                planned.forEach(tasks::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tasks;
    }
}
