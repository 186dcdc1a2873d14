package org.boathouse.service.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.state.Summary;

/**
 * What restoring one table takes: decided on the state that was read, and applied only to that.
 *
 * @param head where the branch is; null where it has no snapshot
 * @param target where it is set back; null where the table was empty then
 * @param schemaId which schema is the current one from then on
 */
record Restoration(StoredTable table, String branch, Snapshot head, Snapshot target, int schemaId) {
    static Restoration of(StoredTable table, String branch, Optional<Snapshot> target, boolean withSchema) {
        TableMetadata metadata = table.metadata();
        SnapshotRef ref = metadata.ref(branch);
        Snapshot head = ref == null ? null : metadata.snapshot(ref.snapshotId());
        int schemaId = metadata.currentSchemaId();
        if (withSchema && target.isPresent()) {
            Integer then = target.get().schemaId();
            if (then == null || metadata.schemasById().get(then) == null) {
                throw LakeFailure.notFound(
                        "%s: it is no longer known which schema snapshot %d was written with: restore the data only",
                        table.identifier(), target.get().snapshotId());
            }
            schemaId = then;
        }
        return new Restoration(table, branch, head, target.orElse(null), schemaId);
    }

    String name() {
        return table.identifier().toString();
    }

    boolean isChange() {
        return movesHead() || schemaId != table.metadata().currentSchemaId();
    }

    private boolean movesHead() {
        if (target == null) {
            return head != null && !isEmpty(head);
        }
        return head == null || head.snapshotId() != target.snapshotId();
    }

    /** Whether the head that is left is to be kept under a tag: it is not where what comes after it is restored. */
    boolean leavesAHead() {
        return head != null
                && movesHead()
                && (target == null
                        || !SnapshotUtil.isAncestorOf(table.table(), target.snapshotId(), head.snapshotId()));
    }

    /** A product's table is: runs would go on reading its inputs from where the restored head had read them. */
    boolean isHeld() {
        return movesHead()
                && branch.equals(SnapshotRef.MAIN_BRANCH)
                && table.metadata().properties().containsKey(TableKeys.DATA_PRODUCT);
    }

    /**
     * The commit.
     *
     * @param keptAs the tag under which the head that is left is kept
     * @param why runs leave the table as it is, in words
     */
    TableChange change(String keptAs, String why) {
        TableMetadata base = table.metadata();
        TableMetadata.Builder builder = TableMetadata.buildFrom(base);
        if (leavesAHead()) {
            builder.setRef(keptAs, SnapshotRef.tagBuilder(head.snapshotId()).build());
        }
        if (movesHead() && target == null) {
            builder.setBranchSnapshot(EmptySnapshot.of(table, branch), branch);
        } else if (movesHead()) {
            builder.setBranchSnapshot(target.snapshotId(), branch);
        }
        if (schemaId != base.currentSchemaId()) {
            builder.setCurrentSchema(schemaId);
        }
        if (isHeld()) {
            builder.setProperties(Map.of(TableKeys.HELD, why));
        }
        List<UpdateRequirement> requirements = new ArrayList<>();
        requirements.add(new UpdateRequirement.AssertTableUUID(base.uuid()));
        requirements.add(new UpdateRequirement.AssertRefSnapshotID(branch, head == null ? null : head.snapshotId()));
        if (leavesAHead()) {
            requirements.add(new UpdateRequirement.AssertRefSnapshotID(keptAs, null));
        }
        if (schemaId != base.currentSchemaId()) {
            requirements.add(new UpdateRequirement.AssertCurrentSchemaID(base.currentSchemaId()));
        }
        return new TableChange.Update(
                table.identifier(), requirements, builder.build().changes());
    }

    static boolean isEmpty(Snapshot snapshot) {
        return Long.valueOf(0).equals(new Summary(snapshot.summary()).count(SnapshotSummary.TOTAL_DATA_FILES_PROP));
    }
}
