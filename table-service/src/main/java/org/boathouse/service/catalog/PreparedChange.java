package org.boathouse.service.catalog;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.catalog.events.CatalogEvents;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.catalog.metadata.NewMetadata;
import org.boathouse.service.database.Database.Overtaken;
import org.boathouse.service.database.Statements;

/** One table's part of a commit: checked against the state that was read, its metadata file written, not yet applied. */
sealed interface PreparedChange {
    TableIdentifier table();

    /** The metadata document that the table has once this is applied. */
    MetadataDocument document();

    UUID id();

    /** The version of the table's row once this is applied. */
    long version();

    /** What the document holds. */
    TableMetadata metadata();

    /**
     * Applies it within the transaction of these statements, when they are run: {@link Overtaken} where the state that was read
     * is no longer there.
     *
     * @param changedAt is told when the table last changed, by the database's clock
     */
    void apply(Statements statements, Consumer<Instant> changedAt) throws SQLException;

    /** A new table. */
    record Insert(UUID id, TableIdentifier table, NewMetadata written, CatalogEvents.Kind kind)
            implements PreparedChange {
        @Override
        public long version() {
            return 0;
        }

        @Override
        public TableMetadata metadata() {
            return written.metadata();
        }

        @Override
        public MetadataDocument document() {
            return written.document();
        }

        @Override
        public void apply(Statements statements, Consumer<Instant> changedAt) throws SQLException {
            TableStore.insert(
                    statements,
                    id,
                    table,
                    written,
                    at -> changedAt.accept(at.orElseThrow(
                            () -> new Overtaken(table + " was made meanwhile, or its namespace dropped"))));
            CatalogEvents.append(statements, id, kind, CatalogEvents.detail(table, written), written.changes());
        }
    }

    /** A table whose pointer moves. */
    record Move(TableStore.Head read, TableIdentifier table, NewMetadata written) implements PreparedChange {
        @Override
        public UUID id() {
            return read.id();
        }

        @Override
        public long version() {
            return read.version() + 1;
        }

        @Override
        public TableMetadata metadata() {
            return written.metadata();
        }

        @Override
        public MetadataDocument document() {
            return written.document();
        }

        @Override
        public void apply(Statements statements, Consumer<Instant> changedAt) throws SQLException {
            TableStore.compareAndSet(
                    statements,
                    read,
                    written,
                    at -> changedAt.accept(at.orElseThrow(() -> new Overtaken(table + " was changed meanwhile"))));
            CatalogEvents.append(
                    statements,
                    read.id(),
                    CatalogEvents.Kind.COMMITTED,
                    CatalogEvents.detail(table, written),
                    written.changes());
        }
    }

    /**
     * A change of a table to a location that a client chose: made only where no other live table lies at, under or above
     * it. Such changes take turns; locations that the catalog draws are nobody else's by their UUID, and wait for nothing.
     */
    record Placed(PreparedChange change, String location) implements PreparedChange {
        @Override
        public TableIdentifier table() {
            return change.table();
        }

        @Override
        public UUID id() {
            return change.id();
        }

        @Override
        public long version() {
            return change.version();
        }

        @Override
        public TableMetadata metadata() {
            return change.metadata();
        }

        @Override
        public MetadataDocument document() {
            return change.document();
        }

        @Override
        public void apply(Statements statements, Consumer<Instant> changedAt) throws SQLException {
            // Another table of this very commit may be the one that lies there.
            statements.run();
            TableLocations.takeTurn(statements.connection());
            Optional<TableIdentifier> other = TableLocations.overlapping(statements.connection(), location, table());
            if (other.isPresent()) {
                throw new Overtaken(other.get() + " came to lie at, under or above " + location);
            }
            change.apply(statements, changedAt);
        }
    }

    /** A table that stays as it is, on whose state the rest of the commit relies. */
    record Keep(TableStore.Row read, TableIdentifier table, TableMetadata metadata) implements PreparedChange {
        @Override
        public UUID id() {
            return read.id();
        }

        @Override
        public long version() {
            return read.version();
        }

        @Override
        public MetadataDocument document() {
            return read.document();
        }

        @Override
        public void apply(Statements statements, Consumer<Instant> changedAt) {
            TableStore.hold(statements, read.head(), held -> {
                if (!held) {
                    throw new Overtaken(table + " was changed meanwhile");
                }
                changedAt.accept(read.updatedAt());
            });
        }
    }
}
