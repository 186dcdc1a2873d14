package org.boathouse.service.restore;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.service.catalog.StoredTable;

/**
 * The state of a table before its first snapshot, as a snapshot: without files and without a parent. So the branch can go
 * back there like anywhere else, and its history says when it was empty.
 */
final class EmptySnapshot {
    private EmptySnapshot() {}

    /** Writes the snapshot's manifest list, and commits nothing. */
    static Snapshot of(StoredTable stored, String branch) {
        TableMetadata beforeAll =
                TableMetadata.buildFrom(stored.metadata()).removeRef(branch).build();
        Made made = new Made(beforeAll, stored.table().io());
        Table table = new BaseTable(made, stored.identifier().toString());
        table.newFastAppend().set(SummaryKeys.EMPTIED, "true").toBranch(branch).commit();
        SnapshotRef ref = made.committed.get().ref(branch);
        return made.committed.get().snapshot(ref.snapshotId());
    }

    /** Takes what would be committed. */
    private static final class Made implements TableOperations {
        private final TableMetadata start;
        private final FileIO io;
        private final AtomicReference<TableMetadata> committed = new AtomicReference<>();

        Made(TableMetadata start, FileIO io) {
            this.start = start;
            this.io = io;
        }

        @Override
        public TableMetadata current() {
            return start;
        }

        @Override
        public TableMetadata refresh() {
            return committed.get() == null ? start : committed.get();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            committed.set(metadata);
        }

        @Override
        public FileIO io() {
            return io;
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return LakeLayout.metadataFile(start.location(), fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return LocationProviders.locationsFor(start.location(), start.properties());
        }
    }
}
