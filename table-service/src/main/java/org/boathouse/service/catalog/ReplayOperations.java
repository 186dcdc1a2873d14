package org.boathouse.service.catalog;

import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.boathouse.contract.layout.LakeLayout;

/**
 * A table as it is, for an operation that only makes a snapshot. What becomes of the snapshot is the catalog's to decide.
 *
 * @param newSnapshotId the id of the snapshot that is made
 */
record ReplayOperations(TableMetadata current, long newSnapshotId, FileIO io) implements TableOperations {
    @Override
    public TableMetadata refresh() {
        return current;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        throw new UnsupportedOperationException("The catalog commits");
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return LakeLayout.metadataFile(current.location(), fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return LocationProviders.locationsFor(current.location(), current.properties());
    }
}
