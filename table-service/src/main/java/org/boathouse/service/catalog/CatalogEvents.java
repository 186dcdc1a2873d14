package org.boathouse.service.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;

/** The outbox: what happened to tables and views, written in the very transaction in which it happened. */
final class CatalogEvents {
    private static final JsonMapper JSON = new JsonMapper();

    private CatalogEvents() {}

    enum Kind {
        CREATED("table.created"),
        COMMITTED("table.committed"),
        RENAMED("table.renamed"),
        REGISTERED("table.registered"),
        DROPPED("table.dropped"),
        UNREGISTERED("table.unregistered"),
        VIEW_CREATED("view.created"),
        VIEW_COMMITTED("view.committed"),
        VIEW_RENAMED("view.renamed"),
        VIEW_REGISTERED("view.registered"),
        VIEW_DROPPED("view.dropped");

        private final String id;

        Kind(String id) {
            this.id = id;
        }
    }

    /** What any event tells: the table as it is called from now on. */
    static ObjectNode detail(TableIdentifier table) {
        ObjectNode detail = JSON.createObjectNode();
        detail.put("name", table.name());
        var namespace = detail.putArray("namespace");
        for (String level : table.namespace().levels()) {
            namespace.add(level);
        }
        return detail;
    }

    /** As {@link #detail(TableIdentifier)}, with the new metadata file and the head of {@code main}. */
    static ObjectNode detail(TableIdentifier table, NewMetadata written) {
        ObjectNode detail =
                detail(table).put("metadata-location", written.document().location());
        Snapshot head = written.metadata().currentSnapshot();
        if (head != null) {
            ObjectNode snapshot = detail.putObject("snapshot").put("snapshot-id", head.snapshotId());
            snapshot.put("operation", head.operation());
            head.summary().forEach(snapshot.withObject("/summary")::put);
        }
        return detail;
    }

    static void append(Connection connection, UUID tableOrViewId, Kind kind, ObjectNode detail) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO catalog_event (table_id, kind, detail) VALUES (?, ?, ?::json)")) {
            insert.setObject(1, tableOrViewId);
            insert.setString(2, kind.id);
            insert.setString(3, detail.toString());
            insert.executeUpdate();
        }
    }
}
