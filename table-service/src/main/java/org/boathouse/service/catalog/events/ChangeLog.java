package org.boathouse.service.catalog.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.boathouse.service.catalog.events.CatalogEvents.Kind;
import org.boathouse.service.database.AgingRows;
import org.boathouse.service.database.Database;

/** Who changed tables and views, how and when: what stays when the outbox has told it. */
@Singleton
public final class ChangeLog implements AgingRows {
    /** Of a schema: the one that the same commit has added. */
    private static final int LAST_ADDED = -1;

    /** How long it is known who made a change. Of most tables the snapshots themselves have expired by then. */
    private static final Duration KEPT = Duration.ofDays(366);

    private static final JsonMapper JSON = new JsonMapper();

    /** The kinds of changes by which a table comes with whatever refs it has. */
    private static final Set<String> CAME = Set.of(Kind.CREATED.id(), Kind.REGISTERED.id(), Kind.UNDROPPED.id());

    private final Database database;

    ChangeLog(Database database) {
        this.database = database;
    }

    /**
     * One change of a table or view.
     *
     * @param kind as the event's: {@code table.committed}, {@code table.dropped}, ...
     * @param by the principal
     * @param operation what the platform was asked for; null for what came through the catalog
     * @param reason in which words; null where there are none
     * @param snapshots the ids of those it added
     * @param what else it changed: {@code refs} (name to snapshot id, null where removed), {@code schema} (the current one's
     *     id), {@code partitioning} and {@code sortOrder} (true where they change), {@code properties} (their names), {@code name} and {@code was} of a rename
     */
    public record Change(
            Instant at, String kind, String by, String operation, String reason, List<Long> snapshots, JsonNode what) {}

    /** The last changes of a table or view, newest first; it may have been dropped. */
    public List<Change> newest(UUID objectId, int changesMax) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT changed_at, kind, principal, operation, reason, snapshots, what FROM catalog_change
                    WHERE object_id = ? ORDER BY change_id DESC LIMIT ?
                    """)) {
                select.setObject(1, objectId);
                select.setInt(2, changesMax);
                List<Change> changes = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        changes.add(new Change(
                                row.getObject(1, OffsetDateTime.class).toInstant(),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getArray(6) == null
                                        ? List.of()
                                        : List.of((Long[]) row.getArray(6).getArray()),
                                parse(row.getString(7))));
                    }
                }
                return changes;
            }
        });
    }

    /**
     * The branches and tags of a table that were made or moved since then, and when they were last; all of them, where the
     * table itself came into the catalog since then.
     */
    public Map<String, Instant> refsSetSince(UUID tableId, Instant since, Set<String> refs) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT kind, what, changed_at FROM catalog_change WHERE object_id = ? AND changed_at > ?
                    ORDER BY change_id
                    """)) {
                select.setObject(1, tableId);
                select.setObject(2, since.atOffset(ZoneOffset.UTC));
                Map<String, Instant> set = new HashMap<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        JsonNode moved = parse(row.getString(2)).path("refs");
                        boolean all = CAME.contains(row.getString(1));
                        Instant at = row.getObject(3, OffsetDateTime.class).toInstant();
                        refs.stream().filter(ref -> all || moved.has(ref)).forEach(ref -> set.put(ref, at));
                    }
                }
                return set;
            }
        });
    }

    @Override
    public int removeOld(int rowsMax) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("""
                    DELETE FROM catalog_change WHERE (object_id, change_id) IN (
                        SELECT object_id, change_id FROM catalog_change
                        WHERE changed_at < now() - make_interval(secs => ?) LIMIT ? FOR UPDATE SKIP LOCKED)
                    """)) {
                delete.setDouble(1, KEPT.toSeconds());
                delete.setInt(2, rowsMax);
                return delete.executeUpdate();
            }
        });
    }

    /** Within the transaction that removes a table or view for good. */
    public static void forget(Connection connection, UUID objectId) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM catalog_change WHERE object_id = ?")) {
            delete.setObject(1, objectId);
            delete.executeUpdate();
        }
    }

    /** The ids of the snapshots that a commit adds. */
    static Long[] snapshots(List<MetadataUpdate> updates) {
        return updates.stream()
                .filter(MetadataUpdate.AddSnapshot.class::isInstance)
                .map(update -> ((MetadataUpdate.AddSnapshot) update).snapshot().snapshotId())
                .toArray(Long[]::new);
    }

    /** What else a commit changes, as {@link Change#what}. */
    static ObjectNode what(List<MetadataUpdate> updates) {
        ObjectNode what = JSON.createObjectNode();
        int lastSchema = LAST_ADDED;
        for (MetadataUpdate update : updates) {
            if (update instanceof MetadataUpdate.SetSnapshotRef ref) {
                what.withObject("/refs").put(ref.name(), ref.snapshotId());
            } else if (update instanceof MetadataUpdate.RemoveSnapshotRef ref) {
                what.withObject("/refs").putNull(ref.name());
            } else if (update instanceof MetadataUpdate.AddSchema added) {
                lastSchema = added.schema().schemaId();
            } else if (update instanceof MetadataUpdate.SetCurrentSchema schema) {
                what.put("schema", schema.schemaId() == LAST_ADDED ? lastSchema : schema.schemaId());
            } else if (update instanceof MetadataUpdate.SetDefaultPartitionSpec) {
                what.put("partitioning", true);
            } else if (update instanceof MetadataUpdate.SetDefaultSortOrder) {
                what.put("sortOrder", true);
            } else if (update instanceof MetadataUpdate.SetProperties properties) {
                properties.updated().keySet().forEach(what.withArray("/properties")::add);
            } else if (update instanceof MetadataUpdate.RemoveProperties properties) {
                properties.removed().forEach(what.withArray("/properties")::add);
            } else if (update instanceof MetadataUpdate.RemoveSnapshots removed) {
                what.put(
                        "expired",
                        what.path("expired").asLong() + removed.snapshotIds().size());
            }
        }
        return what;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps no JSON that is none", e);
        }
    }
}
