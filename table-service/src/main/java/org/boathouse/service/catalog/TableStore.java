package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.catalog.metadata.NewMetadata;
import org.boathouse.service.database.Database;
import org.boathouse.service.database.Database.Overtaken;
import org.boathouse.service.database.Statements;

/**
 * Rows of live tables. Statements that change one compare the version they were built upon, and nothing else: dropping a
 * table grows it too. (Asked for live rows besides, PostgreSQL reads all of the live locations' index for the one row, until
 * its statistics tell it how many there are.)
 */
@Singleton
final class TableStore {
    private static final String FIND = """
            SELECT table_id, version, updated_at, metadata_location, (SELECT revision FROM product_registry), %s
            FROM iceberg_table JOIN namespace USING (namespace_id)
            WHERE levels = ? AND name = ?
            """;

    private final Database database;

    TableStore(Database database) {
        this.database = database;
    }

    /**
     * A row as it was read.
     *
     * @param registryRevision the contract registry's at that moment
     * @param document whole or without unreferenced snapshots, as asked
     */
    record Row(UUID id, long version, Instant updatedAt, long registryRevision, MetadataDocument document) {
        Head head() {
            return new Head(id, version, document.location());
        }
    }

    Optional<Row> find(TableIdentifier table, SnapshotsShown shown) {
        String metadata =
                switch (shown) {
                    case ALL -> "metadata";
                    case REFS -> "coalesce(metadata_refs, metadata)";
                };
        return database.read(connection -> select(connection, FIND.formatted(metadata), table));
    }

    boolean exists(TableIdentifier table) {
        return location(table).isPresent();
    }

    /** Which state of a table is the current one. */
    record Head(UUID id, long version, String metadataLocation) {}

    /** The current state without the metadata itself: a read of one small row. */
    Optional<Head> head(TableIdentifier table) {
        return datedHead(table).map(DatedHead::head);
    }

    /**
     * @param updatedAt when that state was made, by the database's clock
     * @param registryRevision the contract registry's, as of when the head was read
     */
    record DatedHead(Head head, Instant updatedAt, long registryRevision) {}

    /** As {@link #head}. */
    Optional<DatedHead> datedHead(TableIdentifier table) {
        return database.read(connection -> select(connection, FIND.formatted("NULL::bytea"), table))
                .map(row -> new DatedHead(row.head(), row.updatedAt(), row.registryRevision()));
    }

    /** The current metadata file's location alone. */
    Optional<String> location(TableIdentifier table) {
        return head(table).map(Head::metadataLocation);
    }

    /** What a live table is called. */
    Optional<TableIdentifier> identifier(UUID id) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT levels, name FROM iceberg_table JOIN namespace USING (namespace_id) WHERE table_id = ?")) {
                select.setObject(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    TableIdentifier.of(NamespaceStore.namespace(row.getArray(1)), row.getString(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** A table's metadata by the catalog's own key, be it live or dropped. */
    Optional<MetadataDocument> document(UUID id) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT metadata_location, metadata FROM iceberg_table WHERE table_id = ?")) {
                select.setObject(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new MetadataDocument(row.getString(1), row.getBytes(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** The live tables of one namespace, sorted. */
    Page<TableIdentifier> in(Namespace namespace, PageRequest page) {
        return database.read(connection -> {
            long id = NamespaceStore.id(connection, namespace).orElseThrow(() -> NamespaceStore.missing(namespace));
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT name FROM iceberg_table WHERE namespace_id = ? AND name > ? ORDER BY name LIMIT ?")) {
                select.setLong(1, id);
                select.setString(2, page.after());
                select.setLong(3, page.rowsToRead());
                List<TableIdentifier> tables = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        tables.add(TableIdentifier.of(namespace, rows.getString(1)));
                    }
                }
                return page.page(tables, TableIdentifier::name);
            }
        });
    }

    /** The live tables of a namespace and of all below it, sorted. */
    List<TableIdentifier> under(Namespace ancestor) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT levels, name FROM iceberg_table JOIN namespace USING (namespace_id)
                    WHERE levels[1:cardinality(?::text[])] = ? ORDER BY levels, name
                    """)) {
                select.setArray(1, NamespaceStore.levels(connection, ancestor));
                select.setArray(2, NamespaceStore.levels(connection, ancestor));
                List<TableIdentifier> tables = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        tables.add(TableIdentifier.of(NamespaceStore.namespace(rows.getArray(1)), rows.getString(2)));
                    }
                }
                return tables;
            }
        });
    }

    /** Tells when the row was made; empty where the namespace is gone, or the name or the location taken. */
    static void insert(
            Statements statements,
            UUID id,
            TableIdentifier table,
            NewMetadata written,
            Consumer<Optional<Instant>> madeAt)
            throws SQLException {
        statements.returning(
                """
                INSERT INTO iceberg_table (table_id, namespace_id, name, location, version, metadata_location, metadata,
                                           metadata_refs)
                SELECT ?, namespace_id, ?, ?, 0, ?, ?, ? FROM namespace WHERE levels = ?
                ON CONFLICT DO NOTHING
                RETURNING updated_at
                """,
                rows -> madeAt.accept(time(rows)),
                id,
                table.name(),
                written.metadata().location(),
                written.document().location(),
                written.document().json(),
                written.refsJson(),
                NamespaceStore.levels(statements.connection(), table.namespace()));
    }

    /** Moves the pointer if it still is where it was read; tells when it did, or empty. */
    static void compareAndSet(
            Statements statements, Head read, NewMetadata written, Consumer<Optional<Instant>> movedAt) {
        statements.returning(
                """
                UPDATE iceberg_table
                SET version = version + 1, updated_at = now(), location = ?, metadata_location = ?, metadata = ?,
                    metadata_refs = ?
                WHERE table_id = ? AND version = ?
                RETURNING updated_at
                """,
                rows -> movedAt.accept(time(rows)),
                written.metadata().location(),
                written.document().location(),
                written.document().json(),
                written.refsJson(),
                read.id(),
                read.version());
    }

    /**
     * Holds a row as it was read until the transaction ends, where a commit leaves this table as it is; tells whether it still
     * was so.
     */
    static void hold(Statements statements, Head read, Consumer<Boolean> held) {
        statements.returning(
                "SELECT 1 FROM iceberg_table WHERE table_id = ? AND version = ? FOR SHARE",
                rows -> held.accept(rows.next()),
                read.id(),
                read.version());
    }

    /** As {@link #drop}, giving its files away; the row as it was last. */
    static Row unregister(Connection connection, Head read, TableIdentifier table) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE iceberg_table
                SET namespace_id = NULL, dropped_from = ?, dropped_at = now(), version = version + 1, files_released = true
                WHERE table_id = ? AND version = ?
                RETURNING table_id, version, updated_at, metadata_location, (SELECT revision FROM product_registry), metadata
                """)) {
            update.setArray(1, NamespaceStore.levels(connection, table.namespace()));
            update.setObject(2, read.id());
            update.setLong(3, read.version());
            return row(update).orElseThrow(() -> new Overtaken(table + " was changed meanwhile"));
        }
    }

    /**
     * Takes the table out of its namespace and keeps its row. Like every change it compares the version that was read before,
     * which is what keeps a table's events in order.
     */
    static void drop(Connection connection, Head read, TableIdentifier table) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE iceberg_table
                SET namespace_id = NULL, dropped_from = ?, dropped_at = now(), version = version + 1
                WHERE table_id = ? AND version = ?
                """)) {
            update.setArray(1, NamespaceStore.levels(connection, table.namespace()));
            update.setObject(2, read.id());
            update.setLong(3, read.version());
            overtakenUnlessOne(update, table);
        }
    }

    /** Names the table anew, as {@link #drop} takes it out; a taken name violates a constraint. */
    static void rename(Connection connection, Head read, TableIdentifier from, TableIdentifier to, long toNamespace)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE iceberg_table
                SET namespace_id = ?, name = ?, version = version + 1, updated_at = now()
                WHERE table_id = ? AND version = ?
                """)) {
            update.setLong(1, toNamespace);
            update.setString(2, to.name());
            update.setObject(3, read.id());
            update.setLong(4, read.version());
            overtakenUnlessOne(update, from);
        }
    }

    private static void overtakenUnlessOne(PreparedStatement update, TableIdentifier table) throws SQLException {
        if (update.executeUpdate() != 1) {
            throw new Overtaken(table + " was changed meanwhile");
        }
    }

    static boolean exists(Connection connection, TableIdentifier table) throws SQLException {
        return id(connection, table).isPresent();
    }

    static Optional<UUID> id(Connection connection, TableIdentifier table) throws SQLException {
        return select(connection, FIND.formatted("NULL::bytea"), table).map(Row::id);
    }

    private static Optional<Instant> time(ResultSet rows) throws SQLException {
        return rows.next() ? Optional.of(rows.getObject(1, OffsetDateTime.class).toInstant()) : Optional.empty();
    }

    private static Optional<Row> select(Connection connection, String sql, TableIdentifier table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, NamespaceStore.levels(connection, table.namespace()));
            select.setString(2, table.name());
            return row(select);
        }
    }

    private static Optional<Row> row(PreparedStatement returning) throws SQLException {
        try (ResultSet row = returning.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            MetadataDocument document = new MetadataDocument(row.getString(4), row.getBytes(6));
            return Optional.of(new Row(
                    row.getObject(1, UUID.class),
                    row.getLong(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getLong(5),
                    document));
        }
    }
}
