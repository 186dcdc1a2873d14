package org.boathouse.service.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.events.CatalogEvents;
import org.boathouse.service.catalog.idempotency.Answer;
import org.boathouse.service.catalog.idempotency.KeyedRequest;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.catalog.metadata.MetadataFiles;
import org.boathouse.service.catalog.metadata.NewMetadata;
import org.boathouse.service.catalog.names.CatalogNames;
import org.boathouse.service.catalog.names.TablePlacement;
import org.boathouse.service.catalog.rules.TableRules;
import org.boathouse.service.database.Database;
import org.boathouse.service.database.SqlWork;

/** Tables in PostgreSQL, their metadata beside the pointer. */
@Singleton
final class PostgresCatalog implements LakeCatalog {
    /** Only other replicas overtake a commit, for those of this one take turns; they pass each other by chance. */
    private static final int ATTEMPTS_MAX = 30;

    private static final int PAUSE_MILLIS_MAX = 50;
    /** Every transaction locks its rows in this order, so that two never wait for each other. */
    private static final Comparator<PreparedChange> LOCKING_ORDER =
            Comparator.comparing(change -> change.table().toString());

    private final Database database;
    private final TableStore tables;
    private final NamespaceStore namespaces;
    private final MetadataFiles metadataFiles;
    private final KnownMetadata known;
    private final ChangePreparation preparation;
    private final TablePlacement placement;
    private final CommitTurns turns;
    private final TableGate gate;
    private final FileIO files;

    PostgresCatalog(
            Database database,
            TableStore tables,
            NamespaceStore namespaces,
            MetadataFiles metadataFiles,
            KnownMetadata known,
            ChangePreparation preparation,
            TablePlacement placement,
            CommitTurns turns,
            TableGate gate,
            FileIO files) {
        this.database = database;
        this.tables = tables;
        this.namespaces = namespaces;
        this.metadataFiles = metadataFiles;
        this.known = known;
        this.preparation = preparation;
        this.placement = placement;
        this.turns = turns;
        this.gate = gate;
        this.files = files;
    }

    @Override
    public Optional<StoredTable> find(TableIdentifier table) {
        return tables.datedHead(table)
                .flatMap(seen -> known.of(seen.head().id(), seen.head().version())
                        .map(metadata -> found(table, seen.head(), seen.updatedAt(), () -> metadata))
                        // All of it, as it is by then.
                        .or(() -> tables.find(table, SnapshotsShown.ALL)
                                .map(row -> found(table, row.head(), row.updatedAt(), () -> known.of(table, row)))));
    }

    private StoredTable found(
            TableIdentifier table, TableStore.Head head, Instant updatedAt, Supplier<TableMetadata> metadata) {
        return new StoredTable(head.id(), table, updatedAt, head.metadataLocation(), metadata, files);
    }

    /** A table that was just changed, and its metadata as it was written. */
    record Changed(StoredTable table, MetadataDocument document) {}

    @Override
    public List<TableIdentifier> tablesUnder(Namespace ancestor) {
        return tables.under(ancestor);
    }

    @Override
    public void ensureNamespace(Namespace namespace) {
        namespaces.ensure(namespace);
    }

    @Override
    public List<StoredTable> commit(List<TableChange> changes, SqlWork alsoInTheSameTransaction) {
        return commit(changes, alsoInTheSameTransaction, gate);
    }

    @Override
    public List<StoredTable> commit(List<TableChange> changes, SqlWork alsoInTheSameTransaction, TableGate gate) {
        return commitWith(changes, gate, prepared -> Answer.NO_CONTENT, alsoInTheSameTransaction).stream()
                .map(Changed::table)
                .toList();
    }

    /** As {@link #commit}, where the request is answered with the one table it changes. */
    Changed commitOne(TableChange change) {
        return commitWith(List.of(change), gate, PostgresCatalog::theTable, SqlWork.NOTHING)
                .get(0);
    }

    private static Answer theTable(List<PreparedChange> prepared) {
        return Answer.table(prepared.get(0).id());
    }

    private List<Changed> commitWith(
            List<TableChange> changes,
            TableGate gate,
            Function<List<PreparedChange>, Answer> answer,
            SqlWork alsoInTheSameTransaction) {
        List<TableIdentifier> names = changes.stream().map(TableChange::table).toList();
        if (names.stream().distinct().count() != names.size()) {
            throw new BadRequestException("One commit can hold each table only once: %s", names);
        }
        return turns.inTurn(names, () -> {
            for (int attempt = 1; ; attempt++) {
                try {
                    List<PreparedChange> prepared = preparation.prepare(changes, gate, attempt > 1);
                    return apply(prepared, answer.apply(prepared), alsoInTheSameTransaction);
                } catch (Database.Overtaken e) {
                    if (attempt == ATTEMPTS_MAX) {
                        throw new CommitFailedException(
                                e, "Overtaken %s times, nothing was applied: %s", attempt, names);
                    }
                    letTheOtherPass(attempt);
                }
            }
        });
    }

    /** For a time that differs between replicas, so that one which is a little slower does not lose every time. */
    private static void letTheOtherPass(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, Math.min(PAUSE_MILLIS_MAX, 2 * attempt) + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LakeFailure.unavailable("The service is stopping; nothing was applied", e);
        }
    }

    private List<Changed> apply(List<PreparedChange> prepared, Answer answer, SqlWork alsoInTheSameTransaction) {
        Map<UUID, Instant> changedAt = database.writeTogether(statements -> {
            Map<UUID, Instant> times = new HashMap<>();
            for (PreparedChange change : prepared.stream().sorted(LOCKING_ORDER).toList()) {
                change.apply(statements, at -> times.put(change.id(), at));
            }
            // Unless the caller's own work says otherwise.
            KeyedRequest.willAnswer(answer);
            if (alsoInTheSameTransaction != SqlWork.NOTHING) {
                // It finds the tables changed.
                statements.run();
                alsoInTheSameTransaction.in(statements.connection());
            }
            return () -> times;
        });
        prepared.forEach(known::remember);
        return prepared.stream()
                .map(change -> new Changed(
                        new StoredTable(
                                change.id(),
                                change.table(),
                                changedAt.get(change.id()),
                                change.document().location(),
                                change::metadata,
                                files),
                        change.document()))
                .toList();
    }

    /** The metadata that a new table would have; nothing is kept of it until the client commits. */
    TableMetadata stage(TableChange.Create create) {
        return preparation.newTable(create, gate);
    }

    /** Adds a table by a metadata file that is there; with {@code overwrite} an existing table moves to it. */
    Changed register(TableIdentifier table, String metadataLocation, boolean overwrite) {
        CatalogNames.check(table);
        placement.checkInLake(metadataLocation);
        preparation.checkNamespace(table);
        preparation.checkNoView(table);
        NewMetadata found = metadataFiles.read(metadataLocation);
        TableMetadata metadata = found.metadata();
        placement.checkExisting(table, metadata.location());
        TableRules.checkRegistered(table, metadata);
        preparation.checkLocationIsFree(table, metadata.location());
        return turns.inTurn(List.of(table), () -> {
            Optional<TableStore.Row> present = tables.find(table, SnapshotsShown.ALL);
            if (present.isPresent() && !overwrite) {
                throw new AlreadyExistsException("Table already exists: %s", table);
            }
            if (present.isPresent()) {
                gate.replacing(table, known.of(table, present.get()), metadata);
            } else {
                gate.taking(table, () -> metadata);
            }
            PreparedChange change = present.<PreparedChange>map(
                            row -> new PreparedChange.Move(row.head(), table, found))
                    .orElseGet(() ->
                            new PreparedChange.Insert(UUID.randomUUID(), table, found, CatalogEvents.Kind.REGISTERED));
            try {
                List<PreparedChange> one = List.of(new PreparedChange.Placed(change, metadata.location()));
                return apply(one, theTable(one), SqlWork.NOTHING).get(0);
            } catch (Database.Overtaken e) {
                throw new AlreadyExistsException(e, "Table was made or changed meanwhile: %s", table);
            }
        });
    }

    /** Takes the table out of the catalog; its row and its files stay. */
    void drop(TableIdentifier table) {
        database.retrying(() -> {
            TableStore.Head read = head(table);
            gate.dropping(table);
            return database.write(connection -> {
                TableStore.drop(connection, read, table);
                CatalogEvents.append(connection, read.id(), CatalogEvents.Kind.DROPPED, CatalogEvents.detail(table));
                KeyedRequest.willAnswer(Answer.NO_CONTENT);
                return null;
            });
        });
    }

    /**
     * Takes the table out of the catalog and gives its files away: the collector leaves them, for whoever registers the
     * table next.
     *
     * @return the table's last metadata; every commit that was ever acknowledged is in it
     */
    MetadataDocument unregister(TableIdentifier table) {
        return database.retrying(() -> {
            TableStore.Head read = head(table);
            gate.dropping(table);
            return database.write(connection -> {
                TableStore.Row last = TableStore.unregister(connection, read, table);
                ObjectNode detail = CatalogEvents.detail(table)
                        .put("metadata-location", last.document().location());
                CatalogEvents.append(connection, last.id(), CatalogEvents.Kind.UNREGISTERED, detail);
                KeyedRequest.willAnswer(Answer.table(last.id()));
                return last.document();
            });
        });
    }

    /** Names a table anew, in its namespace or another; its files stay where they are. */
    void rename(TableIdentifier from, TableIdentifier to) {
        CatalogNames.check(from);
        CatalogNames.check(to);
        placement.checkName(to);
        database.retrying(() -> {
            TableStore.Head read = head(from);
            gate.renaming(from, to);
            gate.taking(to, () -> find(from)
                    .orElseThrow(() -> ChangePreparation.missing(from))
                    .metadata());
            return database.write(connection -> {
                long namespace = NamespaceStore.id(connection, to.namespace())
                        .orElseThrow(() -> NamespaceStore.missing(to.namespace()));
                FreeNames.check(connection, from, to);
                TableStore.rename(connection, read, from, to, namespace);
                CatalogEvents.append(
                        connection,
                        read.id(),
                        CatalogEvents.Kind.RENAMED,
                        CatalogEvents.detail(to).put("was", from.toString()));
                KeyedRequest.willAnswer(Answer.NO_CONTENT);
                return null;
            });
        });
    }

    private TableStore.Head head(TableIdentifier table) {
        return tables.head(table).orElseThrow(() -> ChangePreparation.missing(table));
    }
}
