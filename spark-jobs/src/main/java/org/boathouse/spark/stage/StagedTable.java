package org.boathouse.spark.stage;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.spark.plan.LakeTables;

/**
 * A table's staging branch of one run. The branch is the run's alone, so its history above {@code head} is exactly what
 * the run wrote; a run that starts again takes a new run id, so that no late commit of the first try can land in it.
 */
public final class StagedTable {
    /** After this time the branch of a failed or killed run no longer keeps its snapshots. */
    private static final long REF_AGE_MAX_MS = TimeUnit.DAYS.toMillis(7);

    private static final String STAGE = "stage_";

    private final LakeTables tables;
    private final TableName name;
    private final Optional<Long> head;
    private final Map<String, String> summary;

    private StagedTable(LakeTables tables, TableName name, Optional<Long> head, Map<String, String> summary) {
        this.tables = tables;
        this.name = name;
        this.head = head;
        this.summary = Map.copyOf(summary);
    }

    /**
     * Makes the branch.
     *
     * @param head the snapshot of {@code main} from which the run starts; empty where there is none
     * @param summary what the run writes into the summary of its last snapshot, the run id among it
     */
    public static StagedTable create(
            LakeTables tables, TableName name, Optional<Long> head, Map<String, String> summary) {
        StagedTable staged = new StagedTable(tables, name, head, summary);
        ManageSnapshots refs = tables.load(name).manageSnapshots();
        refs = head.isPresent() ? refs.createBranch(staged.branch(), head.get()) : refs.createBranch(staged.branch());
        refs.setMaxRefAgeMs(staged.branch(), REF_AGE_MAX_MS).commit();
        return staged;
    }

    public TableName name() {
        return name;
    }

    public String branch() {
        return STAGE + summary.get(SummaryKeys.RUN_ID);
    }

    /** What the run's writes put into the snapshots' summaries. */
    public Map<String, String> summary() {
        return summary;
    }

    /** How Spark SQL writes to and reads from the branch. */
    public String identifier() {
        return "%s.%s.`branch_%s`".formatted(LakeLayout.CATALOG, name, branch());
    }

    /**
     * Makes sure that the branch's last snapshot says whose it is, also where no row was written, and that the run's write
     * is there once: a client that lost an answer may have sent it twice.
     *
     * @return the last staged snapshot
     * @throws LakeFailure CONFLICT where the write is there twice: the run has to stage again
     */
    public Snapshot seal() {
        Table table = tables.load(name);
        Snapshot last = table.snapshot(branch());
        if (!isOurs(last)) {
            AppendFiles marker = table.newFastAppend().toBranch(branch());
            summary.forEach(marker::set);
            marker.commit();
            last = table.snapshot(branch());
        }
        int written = 0;
        for (Snapshot snapshot : SnapshotUtil.ancestorsOf(last.snapshotId(), table::snapshot)) {
            if (head.filter(start -> start == snapshot.snapshotId()).isPresent()) {
                break;
            }
            written += isOurs(snapshot) ? 1 : 0;
        }
        if (written != 1) {
            throw LakeFailure.conflict(
                    "%s: branch %s holds %d writes of this run instead of one", name, branch(), written);
        }
        return last;
    }

    private boolean isOurs(Snapshot snapshot) {
        return snapshot != null
                && summary.get(SummaryKeys.RUN_ID).equals(snapshot.summary().get(SummaryKeys.RUN_ID));
    }

    /**
     * The change that moves {@code main} to the branch and removes the branch, on condition that {@code main} is where the
     * run started.
     *
     * @throws LakeFailure CONFLICT where {@code main} has moved already
     */
    TableCommit publication() {
        TableMetadata base =
                ((HasTableOperations) tables.load(name)).operations().current();
        Optional<Long> main =
                Optional.ofNullable(base.ref(SnapshotRef.MAIN_BRANCH)).map(SnapshotRef::snapshotId);
        if (!main.equals(head)) {
            throw LakeFailure.conflict("%s: main moved from %s to %s while the run was staged", name, head, main);
        }
        SnapshotRef staged = base.ref(branch());
        if (staged == null) {
            throw LakeFailure.conflict("%s: branch %s is gone", name, branch());
        }
        TableMetadata published = TableMetadata.buildFrom(base)
                .setBranchSnapshot(staged.snapshotId(), SnapshotRef.MAIN_BRANCH)
                .removeRef(branch())
                .build();
        return TableCommit.create(LakeTables.identifier(name), base, published);
    }

    /** Removes the branch, if it is still there. */
    public void drop() {
        Table table = tables.load(name);
        if (table.refs().containsKey(branch())) {
            table.manageSnapshots().removeBranch(branch()).commit();
        }
    }
}
