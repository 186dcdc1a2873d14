package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.events.CatalogEvents;
import org.boathouse.service.catalog.names.CatalogNames;
import org.boathouse.service.catalog.names.TablePlacement;
import org.boathouse.service.database.Database;
import org.boathouse.service.database.SqlWork;

/** Tables, views and namespaces that were dropped and can be brought back. Unregistered tables are not among them. */
@Singleton
public final class DroppedObjects {
    private static final String FIND = """
            SELECT * FROM (
                SELECT 'TABLE' AS type, table_id::text AS id, dropped_from || name AS path, dropped_at,
                       (SELECT principal FROM catalog_change WHERE object_id = table_id AND kind = 'table.dropped'
                        ORDER BY change_id DESC LIMIT 1) AS dropped_by
                FROM iceberg_table WHERE dropped_at >= ? AND NOT files_released
                UNION ALL
                SELECT 'VIEW', view_id::text, dropped_from || name, dropped_at,
                       (SELECT principal FROM catalog_change WHERE object_id = view_id AND kind = 'view.dropped'
                        ORDER BY change_id DESC LIMIT 1)
                FROM iceberg_view WHERE dropped_at >= ?
                UNION ALL
                SELECT 'NAMESPACE', dropped_namespace_id::text, levels, dropped_at, dropped_by
                FROM dropped_namespace d WHERE dropped_at >= ?
                  AND NOT EXISTS (SELECT 1 FROM namespace n WHERE n.levels = d.levels)) AS dropped
            """;

    private final Database database;
    private final TablePlacement placement;
    private final KeptTables tables;
    private final TableGate gate;

    DroppedObjects(Database database, TablePlacement placement, KeptTables tables, TableGate gate) {
        this.database = database;
        this.placement = placement;
        this.tables = tables;
        this.gate = gate;
    }

    public enum Type {
        TABLE,
        VIEW,
        NAMESPACE
    }

    /**
     * Something that was dropped.
     *
     * @param id the catalog's own key of it
     * @param path the levels of its namespace, and its name last
     * @param droppedBy the principal; null where that is not known
     */
    public record Dropped(Type type, String id, List<String> path, Instant droppedAt, String droppedBy) {
        /** Levels and name joined by dots. */
        public String name() {
            return String.join(".", path);
        }

        private Namespace namespace() {
            List<String> levels = type == Type.NAMESPACE ? path : path.subList(0, path.size() - 1);
            return Namespace.of(levels.toArray(String[]::new));
        }

        /** What it was called, where it is no namespace. */
        public TableIdentifier identifier() {
            return TableIdentifier.of(namespace(), path.get(path.size() - 1));
        }
    }

    /** What was dropped since then in a namespace and below, the namespace too, newest first. */
    public List<Dropped> under(Namespace ancestor, Instant since, int rowsMax) {
        return find("WHERE path[1:cardinality(?::text[])] = ?", List.of(ancestor.levels()), since, rowsMax);
    }

    /** What was dropped since then under this name, its parts joined by dots, newest first. */
    public List<Dropped> named(String name, Instant since) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    FIND + " WHERE array_to_string(path, '.') = ? ORDER BY dropped_at DESC, type, id")) {
                setTimes(select, since);
                select.setString(4, name);
                return read(select);
            }
        });
    }

    /** What has this name now, its parts joined by dots. */
    public Optional<Type> live(String name) {
        TableIdentifier identifier = TableIdentifier.parse(name);
        return database.read(connection -> {
            if (TableStore.exists(connection, identifier)) {
                return Optional.of(Type.TABLE);
            }
            if (ViewStore.find(connection, identifier).isPresent()) {
                return Optional.of(Type.VIEW);
            }
            Namespace namespace = Namespace.of(name.split("\\.", -1));
            return NamespaceStore.id(connection, namespace).isPresent()
                    ? Optional.of(Type.NAMESPACE)
                    : Optional.empty();
        });
    }

    private List<Dropped> find(String where, List<String> levels, Instant since, int rowsMax) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(FIND + where + " ORDER BY dropped_at DESC, type, id LIMIT ?")) {
                setTimes(select, since);
                select.setArray(4, connection.createArrayOf("text", levels.toArray()));
                select.setArray(5, connection.createArrayOf("text", levels.toArray()));
                select.setInt(6, rowsMax);
                return read(select);
            }
        });
    }

    private static void setTimes(PreparedStatement select, Instant since) throws SQLException {
        for (int i = 1; i <= 3; i++) {
            select.setObject(i, since.atOffset(ZoneOffset.UTC));
        }
    }

    private static List<Dropped> read(PreparedStatement select) throws SQLException {
        List<Dropped> dropped = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                dropped.add(new Dropped(
                        Type.valueOf(row.getString(1)),
                        row.getString(2),
                        List.of((String[]) row.getArray(3).getArray()),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        row.getString(5)));
            }
        }
        return dropped;
    }

    private KeptTables.Kept lastOf(Dropped table) {
        return last(table).orElseThrow(() -> gone(table));
    }

    private static LakeFailure gone(Dropped dropped) {
        return LakeFailure.notFound(
                "%s can't be brought back any more: its time is over, or it was brought back meanwhile",
                dropped.name());
    }

    /** What a dropped table was last; empty where it is gone for good. */
    public Optional<KeptTables.Kept> last(Dropped table) {
        return tables.read(UUID.fromString(table.id()));
    }

    /**
     * Brings everything named back in one transaction, or nothing: tables and views under a name, their namespaces with the
     * properties they had. Their snapshots, refs and files are as they were.
     *
     * @param wanted what each is called from now on; for a namespace not looked at
     * @param since nothing that was dropped before this is brought back: its files may be going
     * @param alsoInTheSameTransaction the caller's own rows
     * @throws LakeFailure CONFLICT where a name is taken or another table lies where one lay; NOT_FOUND where one is gone;
     *     FORBIDDEN where a contract describes the name, and the table is not what it promises
     */
    public void undrop(List<Undrop> wanted, Instant since, SqlWork alsoInTheSameTransaction) {
        for (Undrop undrop : wanted) {
            if (undrop.dropped().type() != Type.NAMESPACE) {
                CatalogNames.check(undrop.as());
                placement.checkName(undrop.as());
            }
            if (undrop.dropped().type() == Type.TABLE) {
                gate.taking(undrop.as(), () -> lastOf(undrop.dropped()).metadata());
            }
        }
        database.writeRetrying(connection -> {
            TableLocations.takeTurn(connection);
            for (Undrop undrop : wanted) {
                switch (undrop.dropped().type()) {
                    case NAMESPACE -> undropNamespace(connection, undrop.dropped(), since);
                    case TABLE, VIEW -> undrop(connection, undrop, since);
                }
            }
            alsoInTheSameTransaction.in(connection);
            return null;
        });
    }

    /** One thing that is to be brought back. */
    public record Undrop(Dropped dropped, TableIdentifier as) {}

    private static void undropNamespace(Connection connection, Dropped dropped, Instant since) throws SQLException {
        if (!NamespaceStore.undrop(connection, dropped.namespace(), since)) {
            throw LakeFailure.conflict("There is a namespace %s: nothing was brought back", dropped.name());
        }
    }

    private static void undrop(Connection connection, Undrop undrop, Instant since) throws SQLException {
        Dropped dropped = undrop.dropped();
        TableIdentifier as = undrop.as();
        boolean isTable = dropped.type() == Type.TABLE;
        NamespaceStore.undrop(connection, as.namespace(), since);
        checkNameIsFree(connection, dropped, as);
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE %1$s SET namespace_id = (SELECT namespace_id FROM namespace WHERE levels = ?), name = ?,
                    dropped_from = NULL, dropped_at = NULL, version = version + 1, updated_at = now()
                WHERE %2$s = ? AND dropped_at = ? AND dropped_at >= ? %3$s
                RETURNING location
                """.formatted(
                        isTable ? "iceberg_table" : "iceberg_view",
                        isTable ? "table_id" : "view_id",
                        isTable ? "AND NOT files_released" : ""))) {
            update.setArray(1, NamespaceStore.levels(connection, as.namespace()));
            update.setString(2, as.name());
            update.setObject(3, UUID.fromString(dropped.id()));
            update.setObject(4, dropped.droppedAt().atOffset(ZoneOffset.UTC));
            update.setObject(5, since.atOffset(ZoneOffset.UTC));
            if (isTable) {
                checkPlaceIsFree(connection, dropped, as);
            }
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    throw gone(dropped);
                }
            }
        }
        CatalogEvents.append(
                connection,
                UUID.fromString(dropped.id()),
                isTable ? CatalogEvents.Kind.UNDROPPED : CatalogEvents.Kind.VIEW_UNDROPPED,
                CatalogEvents.detail(as).put("was", dropped.name()));
    }

    private static void checkNameIsFree(Connection connection, Dropped dropped, TableIdentifier as)
            throws SQLException {
        boolean table = TableStore.exists(connection, as);
        if (table || ViewStore.find(connection, as).isPresent()) {
            throw LakeFailure.conflict(
                    "A %s has the name %s by now: bring %s back under another one (--as NAME)",
                    table ? "table" : "view", as, dropped.name());
        }
    }

    private static void checkPlaceIsFree(Connection connection, Dropped dropped, TableIdentifier as)
            throws SQLException {
        String location;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT location FROM iceberg_table WHERE table_id = ?")) {
            select.setObject(1, UUID.fromString(dropped.id()));
            try (ResultSet row = select.executeQuery()) {
                location = row.next() ? row.getString(1) : null;
            }
        }
        Optional<TableIdentifier> other =
                location == null ? Optional.empty() : TableLocations.overlapping(connection, location, as);
        if (other.isPresent()) {
            throw LakeFailure.conflict(
                    "%s can't be brought back: its files are those of %s by now, which was registered from them",
                    dropped.name(), other.get());
        }
    }
}
