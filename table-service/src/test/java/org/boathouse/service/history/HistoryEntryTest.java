package org.boathouse.service.history;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.service.state.Summary;
import org.junit.jupiter.api.Test;

class HistoryEntryTest {
    private static Table table() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of());
        catalog.createNamespace(Namespace.of("d"));
        return catalog.createTable(TableIdentifier.of("d", "t"), new Schema(required(1, "id", Types.LongType.get())));
    }

    private static void append(Table table, String branch, long rows) {
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("mem://" + branch + rows + ".parquet")
                        .withFileSizeInBytes(1)
                        .withRecordCount(rows)
                        .build())
                .set(SummaryKeys.RUN_ID, "run-" + rows)
                .set(SummaryKeys.input(TableName.parse("d.bronze.u")), "42")
                .toBranch(branch)
                .commit();
    }

    @Test
    void isEverySnapshotNewestFirstWithItsBranchesRunsInputsRefsAndWhoCommittedIt() {
        Table table = table();
        append(table, "main", 10);
        long first = table.currentSnapshot().snapshotId();
        append(table, "main", 5);
        table.manageSnapshots()
                .createTag("v1", first)
                .createBranch("old", first)
                .commit();
        append(table, "stage_x", 7);

        List<HistoryEntry> history = HistoryEntry.of(table, Map.of(first, "ann"));
        assertEquals(3, history.size());
        assertEquals(List.of("stage_x"), history.get(0).branches());
        HistoryEntry newest = history.get(1);
        assertEquals(List.of("main", "stage_x"), newest.branches());
        assertNull(newest.by());
        assertEquals(first, newest.parentId());
        assertEquals(5, newest.rowsAdded());
        assertEquals(0, newest.rowsDeleted());
        assertEquals(1, newest.filesAdded());
        assertEquals(15, newest.totalRows());
        assertEquals("run-5", newest.runId());
        assertEquals(Map.of("d.bronze.u", 42L), newest.inputs());
        assertEquals(List.of(new HistoryEntry.NamedRef("main", "branch")), newest.refs());
        assertNull(history.get(2).parentId());
        assertEquals(List.of("main", "old", "stage_x"), history.get(2).branches());
        assertEquals("ann", history.get(2).by());
        assertEquals(
                List.of(new HistoryEntry.NamedRef("old", "branch"), new HistoryEntry.NamedRef("v1", "tag")),
                history.get(2).refs());
    }

    @Test
    void aTableWithoutSnapshotsHasNone() {
        assertEquals(List.of(), HistoryEntry.of(table(), Map.of()));
    }

    @Test
    void rowsAreUnknownWhereRowsAreDeletedByEqualityAndFewerByPosition() {
        Map<String, String> summary = Map.of(
                SnapshotSummary.TOTAL_RECORDS_PROP, "10",
                SnapshotSummary.TOTAL_POS_DELETES_PROP, "3",
                SnapshotSummary.TOTAL_EQ_DELETES_PROP, "0");
        assertEquals(7, new Summary(summary).rows());
        assertNull(new Summary(
                        Map.of(SnapshotSummary.TOTAL_RECORDS_PROP, "10", SnapshotSummary.TOTAL_EQ_DELETES_PROP, "1"))
                .rows());
        assertNull(new Summary(Map.of()).rows());
        assertNull(new Summary(Map.of(SnapshotSummary.TOTAL_RECORDS_PROP, "many")).rows());
        assertNull(new Summary(Map.of(SnapshotSummary.TOTAL_RECORDS_PROP, "-9223372036854775809")).rows());
        assertNull(new Summary(null).rows());
    }
}
