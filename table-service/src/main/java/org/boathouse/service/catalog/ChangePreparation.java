package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RetryableValidationException;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirement.AssertTableDoesNotExist;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Turns a change into new metadata: checks it against the current state, and writes the metadata file. */
@Singleton
final class ChangePreparation {
    private final TableStore tables;
    private final NamespaceStore namespaces;
    private final MetadataFiles metadataFiles;
    private final TablePlacement placement;

    ChangePreparation(
            TableStore tables, NamespaceStore namespaces, MetadataFiles metadataFiles, TablePlacement placement) {
        this.tables = tables;
        this.namespaces = namespaces;
        this.metadataFiles = metadataFiles;
        this.placement = placement;
    }

    /** New metadata that is checked and not yet written anywhere: the first half of preparing several changes. */
    private interface Draft {
        PreparedChange write();
    }

    /** Prepares all or none: no file is written before every change is found to hold. */
    List<PreparedChange> prepare(List<TableChange> changes) {
        List<Draft> drafts = changes.stream().map(this::draft).toList();
        return drafts.stream().map(Draft::write).toList();
    }

    private Draft draft(TableChange change) {
        if (change instanceof TableChange.Create create) {
            TableMetadata metadata = newTable(create);
            return () -> insert(create.table(), metadata);
        }
        TableChange.Update update = (TableChange.Update) change;
        return update.requirements().stream().anyMatch(AssertTableDoesNotExist.class::isInstance)
                ? draftStagedCreate(update)
                : draftUpdate(update);
    }

    /**
     * The first metadata of a table, at the place the catalog gives it.
     *
     * @throws AlreadyExistsException where the table is there
     */
    TableMetadata newTable(TableChange.Create create) {
        TableIdentifier table = CatalogNames.check(create.table());
        if (tables.exists(table)) {
            throw new AlreadyExistsException("Table already exists: %s", table);
        }
        checkNamespace(table);
        return TableMetadata.newTableMetadata(
                create.schema(),
                create.partitioning() == null ? PartitionSpec.unpartitioned() : create.partitioning(),
                create.order() == null ? SortOrder.unsorted() : create.order(),
                placement.newLocation(table, UUID.randomUUID()),
                create.properties());
    }

    /** @throws org.apache.iceberg.exceptions.NoSuchNamespaceException where the table's namespace is not there */
    void checkNamespace(TableIdentifier table) {
        if (namespaces.properties(table.namespace()).isEmpty()) {
            throw NamespaceStore.missing(table.namespace());
        }
    }

    private Draft draftStagedCreate(TableChange.Update change) {
        TableIdentifier table = CatalogNames.check(change.table());
        if (change.requirements().stream().anyMatch(other -> !(other instanceof AssertTableDoesNotExist))) {
            throw new BadRequestException("A table that must not exist yet can have no other requirement: %s", table);
        }
        if (tables.exists(table)) {
            throw new CommitFailedException("Requirement failed: table already exists: %s", table);
        }
        checkNamespace(table);
        TableMetadata.Builder builder = change.updates().stream()
                .filter(MetadataUpdate.UpgradeFormatVersion.class::isInstance)
                .map(update -> ((MetadataUpdate.UpgradeFormatVersion) update).formatVersion())
                .findFirst()
                .map(TableMetadata::buildFromEmpty)
                .orElseGet(TableMetadata::buildFromEmpty);
        change.updates().forEach(update -> update.applyTo(builder));
        builder.setLocation(placement.stagedLocation(table, askedLocation(change)));
        TableMetadata metadata = builder.build();
        checkLocationIsFree(table, metadata.location());
        return () -> insert(table, metadata);
    }

    private static String askedLocation(TableChange.Update change) {
        return change.updates().stream()
                .filter(MetadataUpdate.SetLocation.class::isInstance)
                .map(update -> ((MetadataUpdate.SetLocation) update).location())
                .reduce("", (earlier, later) -> later);
    }

    private Draft draftUpdate(TableChange.Update change) {
        TableIdentifier table = change.table();
        TableStore.Row read = tables.find(table, SnapshotsShown.ALL).orElseThrow(() -> missing(table));
        TableMetadata base = metadataFiles.parse(read.document());
        for (UpdateRequirement requirement : change.requirements()) {
            requirement.validate(base);
        }
        TableMetadata updated = apply(base, change.updates());
        if (updated.changes().isEmpty()) {
            return () -> new PreparedChange.Keep(read, table);
        }
        if (!updated.location().equals(base.location())) {
            placement.checkExisting(table, updated.location());
            checkLocationIsFree(table, updated.location());
        }
        return () -> new PreparedChange.Move(read, table, metadataFiles.write(updated, read.version() + 1), updated);
    }

    private static TableMetadata apply(TableMetadata base, List<MetadataUpdate> updates) {
        TableMetadata.Builder builder = TableMetadata.buildFrom(base);
        try {
            updates.forEach(update -> update.applyTo(builder));
        } catch (RetryableValidationException e) {
            // The request carries values, such as a sequence number, that another commit has overtaken.
            throw new CommitFailedException(e, "Refresh and try again: %s", e.getMessage());
        }
        return builder.build();
    }

    /** @throws AlreadyExistsException where another live table lies at the location */
    void checkLocationIsFree(TableIdentifier table, String location) {
        tables.at(location).filter(other -> !other.equals(table)).ifPresent(other -> {
            throw new AlreadyExistsException("Table %s can't lie at %s: table %s does", table, location, other);
        });
    }

    private PreparedChange insert(TableIdentifier table, TableMetadata metadata) {
        return new PreparedChange.Insert(
                UUID.randomUUID(), table, metadataFiles.write(metadata, 0), metadata, CatalogEvents.Kind.CREATED);
    }

    static NoSuchTableException missing(TableIdentifier table) {
        return new NoSuchTableException("Table does not exist: %s", table);
    }
}
