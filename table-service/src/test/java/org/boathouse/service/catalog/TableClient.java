package org.boathouse.service.catalog;

import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.UpdateRequirements;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * What Iceberg's REST client does, without HTTP: it sends the changes with the requirements that Iceberg derives, and the
 * operation that it works for writes manifests, tries again, and cleans up after itself as it does in any engine.
 */
final class TableClient implements TableOperations {
    private final PostgresCatalog catalog;
    private final TableIdentifier table;
    private final FileIO files;
    private TableMetadata current;
    private Runnable beforeNextCommit = () -> {};
    private int commits;

    TableClient(PostgresCatalog catalog, TableIdentifier table, FileIO files) {
        this.catalog = catalog;
        this.table = table;
        this.files = files;
        refresh();
    }

    BaseTable table() {
        return new BaseTable(this, table.toString());
    }

    /** Runs something between what the client has read and the arrival of its commit. */
    TableClient beforeNextCommit(Runnable action) {
        beforeNextCommit = action;
        return this;
    }

    /** How often it asked for a commit: more than once where it was refused and tried again. */
    int commits() {
        return commits;
    }

    @Override
    public TableMetadata current() {
        return current;
    }

    @Override
    public TableMetadata refresh() {
        current = catalog.find(table).orElseThrow().metadata();
        return current;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        Runnable action = beforeNextCommit;
        beforeNextCommit = () -> {};
        action.run();
        commits++;
        catalog.commit(List.of(new TableChange.Update(
                table, UpdateRequirements.forUpdateTable(base, metadata.changes()), metadata.changes())));
        refresh();
    }

    @Override
    public FileIO io() {
        return files;
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return current.location() + "/metadata/" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
        return LocationProviders.locationsFor(current.location(), current.properties());
    }
}
