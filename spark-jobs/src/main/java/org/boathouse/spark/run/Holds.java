package org.boathouse.spark.run;

import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.spark.plan.LakeTables;
import org.boathouse.spark.plan.RefinedTable;

/** Lets tables go on that a restore holds. Each in one commit of metadata; repeating it changes nothing. */
final class Holds {
    private final LakeTables tables;

    Holds(LakeTables tables) {
        this.tables = tables;
    }

    /** The table's next run reads its inputs from where the restored state had read them. False where it is not held. */
    boolean resume(RefinedTable table) {
        Optional<Table> held = held(table);
        held.ifPresent(found -> found.updateProperties().remove(TableKeys.HELD).commit());
        return held.isPresent();
    }

    /**
     * The table's inputs count as read up to what they are now: a snapshot without rows says so in its summary, where every
     * run looks. Upstreams first, for theirs is an input too. False where it is not held.
     */
    boolean skip(RefinedTable table) {
        Optional<Table> held = held(table);
        held.ifPresent(found -> {
            Transaction commit = found.newTransaction();
            AppendFiles marker = commit.newFastAppend()
                    .set(SummaryKeys.RUN_ID, UUID.randomUUID().toString())
                    .set(SummaryKeys.DEFINITION, table.definition())
                    .set(SummaryKeys.SKIPPED, "true");
            for (TableName upstream : table.upstreams()) {
                tables.find(upstream)
                        .map(Table::currentSnapshot)
                        .map(Snapshot::snapshotId)
                        .ifPresent(id -> marker.set(SummaryKeys.input(upstream), Long.toString(id)));
            }
            marker.commit();
            commit.updateProperties().remove(TableKeys.HELD).commit();
            commit.commitTransaction();
        });
        return held.isPresent();
    }

    private Optional<Table> held(RefinedTable table) {
        return tables.find(table.name()).filter(found -> found.properties().containsKey(TableKeys.HELD));
    }
}
