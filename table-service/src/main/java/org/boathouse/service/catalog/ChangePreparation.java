package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirement.AssertTableDoesNotExist;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.service.catalog.events.CatalogEvents;
import org.boathouse.service.catalog.metadata.MetadataFiles;
import org.boathouse.service.catalog.names.TablePlacement;
import org.boathouse.service.catalog.rules.AppendMode;
import org.boathouse.service.catalog.rules.TableRules;
import org.boathouse.service.database.Database;
import org.boathouse.service.http.Refusal;
import org.jboss.logging.Logger;

/** Turns a change into new metadata: checks it against the current state, and writes the metadata file. */
@Singleton
final class ChangePreparation {
    private static final Logger LOG = Logger.getLogger(ChangePreparation.class);

    private final TableStore tables;
    private final ViewStore views;
    private final TableLocations locations;
    private final NamespaceStore namespaces;
    private final MetadataFiles metadataFiles;
    private final KnownMetadata known;
    private final ParallelWrites writes;
    private final TablePlacement placement;
    private final FileIO files;
    private final SpecsInUse specsInUse;

    ChangePreparation(
            TableStore tables,
            ViewStore views,
            TableLocations locations,
            NamespaceStore namespaces,
            MetadataFiles metadataFiles,
            KnownMetadata known,
            ParallelWrites writes,
            TablePlacement placement,
            FileIO files) {
        this.tables = tables;
        this.views = views;
        this.locations = locations;
        this.namespaces = namespaces;
        this.metadataFiles = metadataFiles;
        this.known = known;
        this.writes = writes;
        this.placement = placement;
        this.files = files;
        this.specsInUse = new SpecsInUse(files, placement::isInLake);
    }

    /** New metadata that is checked and not yet written anywhere: the first half of preparing several changes. */
    private interface Draft extends Supplier<PreparedChange> {}

    /**
     * Prepares all or none: no file is written before every change is found to hold, and the gate lets all pass.
     *
     * @param lookFirst whether the tables' rows are read even where what was last seen of them may do; to be asked for when that
     *     has proved to be old
     */
    List<PreparedChange> prepare(List<TableChange> changes, TableGate gate, boolean lookFirst) {
        boolean isAlone = changes.size() == 1;
        List<Draft> drafts = changes.stream()
                .map(change -> Optional.of(change)
                        .filter(any -> !lookFirst)
                        .flatMap(any -> draftUnseen(any, gate))
                        .orElseGet(() -> draft(change, isAlone, gate)))
                .toList();
        return writes.all(drafts);
    }

    private Draft draft(TableChange change, boolean isAlone, TableGate gate) {
        if (change instanceof TableChange.Create create) {
            TableMetadata metadata = newTable(create, gate);
            return () -> insert(create.table(), metadata);
        }
        TableChange.Update update = (TableChange.Update) change;
        return update.requirements().stream().anyMatch(AssertTableDoesNotExist.class::isInstance)
                ? draftStagedCreate(update, gate)
                : draftUpdate(update, current(update.table()), isAlone, gate);
    }

    /**
     * An update of what was last seen of the table, without asking the database for its row: whether the table still is so, the
     * commit's comparison of versions finds out. Only for a client that names the head of a branch which was seen, too: were that
     * old, the client would be as late. What fails here is for the row to decide: empty. A fault is told: it may be ours.
     */
    private Optional<Draft> draftUnseen(TableChange change, TableGate gate) {
        if (!(change instanceof TableChange.Update update)
                || update.requirements().stream().noneMatch(ChangePreparation::isOfAHead)) {
            return Optional.empty();
        }
        return known.lastSeen(update.table()).flatMap(seen -> {
            Current upon = new Current(seen.head(), TableGate.REGISTRY_UNREAD, seen.metadata());
            try {
                // As if not alone: no overtaken append is done again upon what may be old.
                return Optional.of(draftUpdate(update, upon, false, gate));
            } catch (RuntimeException e) {
                if (!isRefusal(e)) {
                    LOG.warnf(e, "A commit to %s could not be judged by what was last seen of it", update.table());
                }
                return Optional.empty();
            }
        });
    }

    private static boolean isRefusal(RuntimeException e) {
        return Refusal.of(e, true).status() < FailureKind.INTERNAL.httpStatus();
    }

    private static boolean isOfAHead(UpdateRequirement requirement) {
        return requirement instanceof UpdateRequirement.AssertRefSnapshotID head && head.snapshotId() != null;
    }

    /**
     * The first metadata of a table, at the place the catalog gives it.
     *
     * @throws AlreadyExistsException where the table is there
     */
    TableMetadata newTable(TableChange.Create create, TableGate gate) {
        TableIdentifier table = create.table();
        if (tables.exists(table)) {
            throw new AlreadyExistsException("Table already exists: %s", table);
        }
        checkNoView(table);
        checkNamespace(table);
        TableMetadata metadata = TableMetadata.newTableMetadata(
                create.schema(),
                create.partitioning() == null ? PartitionSpec.unpartitioned() : create.partitioning(),
                create.order() == null ? SortOrder.unsorted() : create.order(),
                placement.newLocation(table, UUID.randomUUID()),
                create.properties());
        TableRules.check(table, null, metadata);
        gate.making(table, metadata);
        return metadata;
    }

    /** @throws org.apache.iceberg.exceptions.NoSuchNamespaceException where the table's namespace is not there */
    void checkNamespace(TableIdentifier table) {
        if (namespaces.properties(table.namespace()).isEmpty()) {
            throw NamespaceStore.missing(table.namespace());
        }
    }

    private Draft draftStagedCreate(TableChange.Update change, TableGate gate) {
        TableIdentifier table = change.table();
        if (change.requirements().stream().anyMatch(other -> !(other instanceof AssertTableDoesNotExist))) {
            throw new BadRequestException("A table that must not exist yet can have no other requirement: %s", table);
        }
        if (tables.exists(table)) {
            throw new CommitFailedException("Requirement failed: table already exists: %s", table);
        }
        checkNoView(table);
        checkNamespace(table);
        TableMetadata.Builder builder = change.updates().stream()
                .filter(MetadataUpdate.UpgradeFormatVersion.class::isInstance)
                .map(update -> ((MetadataUpdate.UpgradeFormatVersion) update).formatVersion())
                .findFirst()
                .map(TableMetadata::buildFromEmpty)
                .orElseGet(TableMetadata::buildFromEmpty);
        String asked = LocationOverride.asked(change.updates());
        List<MetadataUpdate> updates = new ArrayList<>(change.updates());
        updates.add(new MetadataUpdate.SetLocation(placement.stagedLocation(table, asked == null ? "" : asked)));
        TableMetadata metadata = TableRules.build(builder, updates);
        TableRules.check(table, null, metadata);
        gate.making(table, metadata);
        checkLocationIsFree(table, metadata.location());
        return () -> new PreparedChange.Placed(insert(table, metadata), metadata.location());
    }

    private Draft draftUpdate(TableChange.Update change, Current current, boolean isAlone, TableGate gate) {
        TableIdentifier table = change.table();
        TableStore.Head read = current.head();
        TableMetadata base = current.metadata();
        TableMetadata updated = updated(change, base, isAlone);
        if (updated.changes().isEmpty()) {
            return () -> keep(read, table);
        }
        TableRules.check(table, base, updated);
        specsInUse.check(updated);
        gate.changing(table, base, updated, current.registryRevision());
        if (updated.location().equals(base.location())) {
            return () -> move(read, table, updated);
        }
        placement.checkExisting(table, updated.location());
        checkLocationIsFree(table, updated.location());
        return () -> new PreparedChange.Placed(move(read, table, updated), updated.location());
    }

    private record Current(TableStore.Head head, long registryRevision, TableMetadata metadata) {}

    /** A small row is read where this version's metadata is known, as after a commit of this replica; else all of it. */
    private Current current(TableIdentifier table) {
        TableStore.DatedHead seen = tables.datedHead(table).orElseThrow(() -> missing(table));
        TableStore.Head head = seen.head();
        return known.of(head.id(), head.version())
                .map(metadata -> new Current(head, seen.registryRevision(), metadata))
                .orElseGet(() -> {
                    // Its own head: another commit may have come between the two looks.
                    TableStore.Row row = row(table);
                    return new Current(row.head(), row.registryRevision(), known.of(table, row));
                });
    }

    private TableStore.Row row(TableIdentifier table) {
        return tables.find(table, SnapshotsShown.ALL).orElseThrow(() -> missing(table));
    }

    private TableMetadata updated(TableChange.Update change, TableMetadata base, boolean isAlone) {
        try {
            for (UpdateRequirement requirement : change.requirements()) {
                requirement.validate(base);
            }
            return TableRules.build(TableMetadata.buildFrom(base), placed(change));
        } catch (CommitFailedException overtaken) {
            return Optional.of(change)
                    .filter(update -> isAlone && AppendMode.isCommutative(update.table(), base))
                    .flatMap(OvertakenAppend::of)
                    .flatMap(append -> append.replay(base, files))
                    .orElseThrow(() -> overtaken);
        }
    }

    private PreparedChange move(TableStore.Head read, TableIdentifier table, TableMetadata updated) {
        return new PreparedChange.Move(read, table, metadataFiles.write(updated, read.version() + 1));
    }

    private PreparedChange keep(TableStore.Head read, TableIdentifier table) {
        TableStore.Row row = row(table);
        if (!row.head().equals(read)) {
            throw new Database.Overtaken(table + " was changed meanwhile");
        }
        return new PreparedChange.Keep(row, table, known.of(table, row));
    }

    /**
     * The updates, without a location that a replaced table can't have: as with a table that is created, it is no reason
     * to fail. A location that is set by itself is refused, since nothing else was asked for.
     */
    private List<MetadataUpdate> placed(TableChange.Update change) {
        String asked = LocationOverride.asked(change.updates());
        if (asked == null || placement.fits(change.table(), asked) || !isReplacement(change)) {
            return change.updates();
        }
        return change.updates().stream()
                .filter(update -> !(update instanceof MetadataUpdate.SetLocation))
                .toList();
    }

    /** A client that sets schema, partitioning or order without requiring the present ones replaces the table. */
    private static boolean isReplacement(TableChange.Update change) {
        Set<Class<?>> required =
                change.requirements().stream().map(Object::getClass).collect(Collectors.toSet());
        return change.updates().stream()
                .anyMatch(update -> update instanceof MetadataUpdate.SetCurrentSchema
                                && !required.contains(UpdateRequirement.AssertCurrentSchemaID.class)
                        || update instanceof MetadataUpdate.SetDefaultPartitionSpec
                                && !required.contains(UpdateRequirement.AssertDefaultSpecID.class)
                        || update instanceof MetadataUpdate.SetDefaultSortOrder
                                && !required.contains(UpdateRequirement.AssertDefaultSortOrderID.class));
    }

    /** @throws AlreadyExistsException where a view has the name */
    void checkNoView(TableIdentifier table) {
        if (views.exists(table)) {
            throw new AlreadyExistsException("View with same name already exists: %s", table);
        }
    }

    /** @throws AlreadyExistsException where another live table lies at the location, under it or above it */
    void checkLocationIsFree(TableIdentifier table, String location) {
        locations.overlapping(location, table).ifPresent(other -> {
            throw new AlreadyExistsException(
                    "Table %s can't lie at %s: table %s lies there, under it or above it", table, location, other);
        });
    }

    private PreparedChange insert(TableIdentifier table, TableMetadata metadata) {
        return new PreparedChange.Insert(
                UUID.randomUUID(), table, metadataFiles.write(metadata, 0), CatalogEvents.Kind.CREATED);
    }

    static NoSuchTableException missing(TableIdentifier table) {
        return new NoSuchTableException("Table does not exist: %s", table);
    }
}
