package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.database.Database;

/** Rows of views. Statements that change one compare the version they were built upon. */
@Singleton
final class ViewStore {
    private static final String FIND = """
            SELECT view_id, version, metadata_location, metadata
            FROM iceberg_view JOIN namespace USING (namespace_id)
            WHERE levels = ? AND name = ?
            """;

    private final Database database;

    ViewStore(Database database) {
        this.database = database;
    }

    record Row(UUID id, long version, MetadataDocument document) {}

    Optional<Row> find(TableIdentifier view) {
        return database.read(connection -> find(connection, view));
    }

    boolean exists(TableIdentifier view) {
        return find(view).isPresent();
    }

    /** The views of one namespace, sorted. */
    Page<TableIdentifier> in(Namespace namespace, PageRequest page) {
        return database.read(connection -> {
            long id = NamespaceStore.id(connection, namespace).orElseThrow(() -> NamespaceStore.missing(namespace));
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT name FROM iceberg_view WHERE namespace_id = ? AND name > ? ORDER BY name LIMIT ?")) {
                select.setLong(1, id);
                select.setString(2, page.after());
                select.setLong(3, page.rowsToRead());
                List<TableIdentifier> views = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        views.add(TableIdentifier.of(namespace, rows.getString(1)));
                    }
                }
                return page.page(views, TableIdentifier::name);
            }
        });
    }

    static Optional<Row> find(Connection connection, TableIdentifier view) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setArray(1, NamespaceStore.levels(connection, view.namespace()));
            select.setString(2, view.name());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Row(
                                row.getObject(1, UUID.class),
                                row.getLong(2),
                                new MetadataDocument(row.getString(3), row.getBytes(4))))
                        : Optional.empty();
            }
        }
    }

    /** False where the namespace is gone; a name that a view or a table bears violates a constraint. */
    static boolean insert(
            Connection connection, UUID id, TableIdentifier view, String location, MetadataDocument document)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO iceberg_view (view_id, namespace_id, name, location, version, metadata_location, metadata)
                SELECT ?, namespace_id, ?, ?, 0, ?, ? FROM namespace WHERE levels = ?
                """)) {
            insert.setObject(1, id);
            insert.setString(2, view.name());
            insert.setString(3, location);
            insert.setString(4, document.location());
            insert.setBytes(5, document.json());
            insert.setArray(6, NamespaceStore.levels(connection, view.namespace()));
            return insert.executeUpdate() == 1;
        }
    }

    /** Moves the pointer if it still is where it was read. */
    static boolean compareAndSet(Connection connection, Row read, MetadataDocument document) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE iceberg_view
                SET version = version + 1, updated_at = now(), metadata_location = ?, metadata = ?
                WHERE view_id = ? AND version = ?
                """)) {
            update.setString(1, document.location());
            update.setBytes(2, document.json());
            update.setObject(3, read.id());
            update.setLong(4, read.version());
            return update.executeUpdate() == 1;
        }
    }

    /** Names the view anew; a name that a view or a table bears violates a constraint. */
    static boolean rename(Connection connection, Row read, String name, long toNamespace) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE iceberg_view SET namespace_id = ?, name = ?, version = version + 1, updated_at = now()
                WHERE view_id = ? AND version = ?
                """)) {
            update.setLong(1, toNamespace);
            update.setString(2, name);
            update.setObject(3, read.id());
            update.setLong(4, read.version());
            return update.executeUpdate() == 1;
        }
    }

    /** Takes the view out of its namespace and keeps its row, so that it can be brought back. */
    static boolean drop(Connection connection, TableIdentifier view, Row read) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE iceberg_view SET namespace_id = NULL, dropped_from = ?, dropped_at = now(), version = version + 1
                WHERE view_id = ? AND version = ? AND dropped_at IS NULL
                """)) {
            update.setArray(1, NamespaceStore.levels(connection, view.namespace()));
            update.setObject(2, read.id());
            update.setLong(3, read.version());
            return update.executeUpdate() == 1;
        }
    }
}
