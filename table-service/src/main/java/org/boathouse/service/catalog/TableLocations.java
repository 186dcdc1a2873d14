package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.database.Database;

/** Where live tables lie, so that no table's files lie under another's. Dropped tables hold no place. */
@Singleton
final class TableLocations {
    /** Any number that no other advisory lock of the service uses. */
    private static final long TURN = 0x6c6f636174696f6eL;

    /**
     * Both halves are looked up in the index of live locations: the location and all folders above it by equality, what is
     * under it by range, since in the C collation exactly what begins with {@code a/} lies from {@code a/} to {@code a0}.
     */
    static final String OVERLAPPING = """
            SELECT levels, name FROM iceberg_table JOIN namespace USING (namespace_id)
            WHERE dropped_at IS NULL AND (location = ANY (?) OR (location >= ? AND location < ?))
            """;

    private final Database database;

    TableLocations(Database database) {
        this.database = database;
    }

    /** Another live table that lies at the location, under it or above it. */
    Optional<TableIdentifier> overlapping(String location, TableIdentifier than) {
        return database.read(connection -> overlapping(connection, location, than));
    }

    static Optional<TableIdentifier> overlapping(Connection connection, String location, TableIdentifier than)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OVERLAPPING)) {
            select.setArray(
                    1, connection.createArrayOf("text", withAncestors(location).toArray()));
            select.setString(2, location + "/");
            select.setString(3, location + "0");
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    TableIdentifier table =
                            TableIdentifier.of(NamespaceStore.namespace(rows.getArray(1)), rows.getString(2));
                    if (!table.equals(than)) {
                        return Optional.of(table);
                    }
                }
                return Optional.empty();
            }
        }
    }

    /** Waits for others that place a table; held to the end of the transaction. */
    static void takeTurn(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            lock.setLong(1, TURN);
            lock.execute();
        }
    }

    /** {@code s3://b/x/y}: itself, {@code s3://b/x}, {@code s3://b}. */
    static List<String> withAncestors(String location) {
        List<String> found = new ArrayList<>();
        int root = location.indexOf("://") + 2;
        for (int end = location.length(); end > root; end = location.lastIndexOf('/', end - 1)) {
            found.add(location.substring(0, end));
        }
        return found;
    }
}
