package org.boathouse.contract.evolution;

import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** Metadata in memory, on which Iceberg's own updates are run. It has no files. */
final class MemoryTable implements TableOperations {
    private TableMetadata current;
    private TableMetadata previous;

    MemoryTable(int formatVersion, Schema schema) {
        current = TableMetadata.newTableMetadata(
                schema,
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                "memory:table",
                Map.of("format-version", String.valueOf(formatVersion)));
    }

    Table table() {
        return new BaseTable(this, "table");
    }

    void undo() {
        current = previous;
    }

    TableShape shape() {
        return TableShape.of(current.formatVersion(), current.schema(), current.spec(), current.sortOrder());
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
    public void commit(TableMetadata base, TableMetadata metadata) {
        previous = current;
        current = metadata;
    }

    @Override
    public FileIO io() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LocationProvider locationProvider() {
        throw new UnsupportedOperationException();
    }
}
