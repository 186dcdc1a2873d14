package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.boathouse.service.catalog.events.ChangeLog;
import org.boathouse.service.database.Database;

/** Every table that the catalog has a row of, live or dropped: for who must know what the lake still needs. */
@Singleton
public final class KeptTables {
    private final Database database;

    KeptTables(Database database) {
        this.database = database;
    }

    /** A table's row without its metadata; the version differs from every other state of this table. */
    public record Version(UUID id, long version) {}

    /** A table's current state. */
    public record Kept(UUID id, long version, String name, TableMetadata metadata) {}

    /** A dropped table. */
    public record Dropped(UUID id, String name, String location, Instant droppedAt) {}

    /** The tables that are live, those that were dropped no earlier than this, and those whose files were given away. */
    public List<Version> versions(Instant droppedSince) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT table_id, version FROM iceberg_table WHERE dropped_at IS NULL OR dropped_at >= ? OR files_released")) {
                select.setObject(1, at(droppedSince));
                List<Version> versions = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        versions.add(new Version(rows.getObject(1, UUID.class), rows.getLong(2)));
                    }
                }
                return versions;
            }
        });
    }

    /** Parsed for the caller alone; empty where the row is gone. */
    public Optional<Kept> read(UUID id) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT version, array_to_string(coalesce(levels, dropped_from), '.') || '.' || name,
                           metadata_location, metadata
                    FROM iceberg_table LEFT JOIN namespace USING (namespace_id) WHERE table_id = ?
                    """)) {
                select.setObject(1, id);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    String json = new String(row.getBytes(4), StandardCharsets.UTF_8);
                    TableMetadata metadata = TableMetadataParser.fromJson(row.getString(3), json);
                    return Optional.of(new Kept(id, row.getLong(1), row.getString(2), metadata));
                }
            }
        });
    }

    /**
     * Root locations of which all files are needed: those of unregistered tables, which others use, of tables that clients
     * have staged, and of views. Then views' current metadata files, which may lie elsewhere.
     */
    public List<String> keptWhole() {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                            SELECT location FROM iceberg_table WHERE files_released
                            UNION SELECT location FROM staged_table WHERE expires_at > now()
                            UNION SELECT location FROM iceberg_view UNION SELECT metadata_location FROM iceberg_view
                            """);
                    ResultSet rows = select.executeQuery()) {
                List<String> locations = new ArrayList<>();
                while (rows.next()) {
                    locations.add(rows.getString(1));
                }
                return locations;
            }
        });
    }

    /** The tables that were dropped before this and did not give their files away, the first of them by time. */
    public List<Dropped> droppedBefore(Instant instant, int limit) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT table_id, array_to_string(dropped_from, '.') || '.' || name, location, dropped_at
                    FROM iceberg_table WHERE dropped_at < ? AND NOT files_released ORDER BY dropped_at, table_id LIMIT ?
                    """)) {
                select.setObject(1, at(instant));
                select.setInt(2, limit);
                List<Dropped> dropped = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        dropped.add(new Dropped(
                                rows.getObject(1, UUID.class),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getObject(4, OffsetDateTime.class).toInstant()));
                    }
                }
                return dropped;
            }
        });
    }

    /** Removes a dropped table's row, after which nothing brings the table back; one that came back meanwhile stays. */
    public boolean forget(Dropped table) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM iceberg_table WHERE table_id = ? AND dropped_at = ? AND NOT files_released")) {
                delete.setObject(1, table.id());
                delete.setObject(2, at(table.droppedAt()));
                if (delete.executeUpdate() == 0) {
                    return false;
                }
                ChangeLog.forget(connection, table.id());
                return true;
            }
        });
    }

    /** Removes the rows of views and namespaces that were dropped before this, after which nothing brings them back. */
    public void forgetViewsAndNamespacesDroppedBefore(Instant instant) {
        database.writeRetrying(connection -> {
            try (PreparedStatement views = connection.prepareStatement("""
                            WITH gone AS (DELETE FROM iceberg_view WHERE dropped_at < ? RETURNING view_id)
                            DELETE FROM catalog_change USING gone WHERE object_id = view_id
                            """);
                    PreparedStatement namespaces =
                            connection.prepareStatement("DELETE FROM dropped_namespace WHERE dropped_at < ?")) {
                views.setObject(1, at(instant));
                views.executeUpdate();
                namespaces.setObject(1, at(instant));
                namespaces.executeUpdate();
                return null;
            }
        });
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
