package org.boathouse.service.catalog.metadata;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table's metadata that is changed in memory only: Iceberg's own updates are run on it to find out what the changed
 * metadata is. It never touches a file.
 */
public final class MetadataInHand implements TableOperations {
    private TableMetadata current;

    public MetadataInHand(TableMetadata start) {
        this.current = start;
    }

    @Override
    public TableMetadata current() {
        return current;
    }

    @Override
    public TableMetadata refresh() {
        return current;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
        current = changed;
    }

    @Override
    public FileIO io() {
        throw new UnsupportedOperationException("metadata in hand has no files");
    }

    @Override
    public String metadataFileLocation(String fileName) {
        throw new UnsupportedOperationException("metadata in hand has no files");
    }

    @Override
    public LocationProvider locationProvider() {
        throw new UnsupportedOperationException("metadata in hand has no files");
    }
}
