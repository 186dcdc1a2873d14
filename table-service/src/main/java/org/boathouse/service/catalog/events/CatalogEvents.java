package org.boathouse.service.catalog.events;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.catalog.metadata.NewMetadata;
import org.boathouse.service.database.Statements;

/** The outbox: what happened to tables and views, written in the very transaction in which it happened. */
public final class CatalogEvents {
    private static final JsonMapper JSON = new JsonMapper();
    /** A page of the feed holds many of them. */
    private static final int SUMMARY_CHARS_MAX = 16 << 10;

    private CatalogEvents() {}

    public enum Kind {
        CREATED("table.created"),
        COMMITTED("table.committed"),
        RENAMED("table.renamed"),
        REGISTERED("table.registered"),
        DROPPED("table.dropped"),
        UNDROPPED("table.undropped"),
        UNREGISTERED("table.unregistered"),
        VIEW_CREATED("view.created"),
        VIEW_COMMITTED("view.committed"),
        VIEW_RENAMED("view.renamed"),
        VIEW_REGISTERED("view.registered"),
        VIEW_DROPPED("view.dropped"),
        VIEW_UNDROPPED("view.undropped");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    /** What any event tells: the table as it is called from now on. */
    public static ObjectNode detail(TableIdentifier table) {
        ObjectNode detail = JSON.createObjectNode();
        detail.put("name", table.name());
        var namespace = detail.putArray("namespace");
        for (String level : table.namespace().levels()) {
            namespace.add(level);
        }
        return detail;
    }

    /** As {@link #detail(TableIdentifier)}, with the new metadata file and the head of {@code main}. */
    public static ObjectNode detail(TableIdentifier table, NewMetadata written) {
        ObjectNode detail =
                detail(table).put("metadata-location", written.document().location());
        Snapshot head = written.metadata().currentSnapshot();
        if (head != null) {
            ObjectNode snapshot = detail.putObject("snapshot").put("snapshot-id", head.snapshotId());
            snapshot.put("operation", head.operation());
            putSummary(snapshot, head.summary() == null ? Map.of() : head.summary());
        }
        return detail;
    }

    private static void putSummary(ObjectNode snapshot, Map<String, String> summary) {
        ObjectNode told = snapshot.putObject("summary");
        int chars = 0;
        for (Map.Entry<String, String> entry : summary.entrySet()) {
            chars += entry.getKey().length() + entry.getValue().length();
            if (chars > SUMMARY_CHARS_MAX) {
                snapshot.put("summary-is-cut", true);
                return;
            }
            told.put(entry.getKey(), entry.getValue());
        }
    }

    /** As the database holds it. A registered file may hold what it can't: one such event would stop the whole feed. */
    private static String text(ObjectNode detail) {
        String json = new String(detail.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return json.replace("\\u0000", "\\ufffd");
    }

    public static void append(Connection connection, UUID tableOrViewId, Kind kind, ObjectNode detail)
            throws SQLException {
        Statements alone = new Statements(connection);
        append(alone, tableOrViewId, kind, detail, List.of());
        alone.run();
    }

    /**
     * Tells of it in the outbox, and keeps who did it in the {@link ChangeLog}: in one statement, for a commit waits for it.
     *
     * @param updates of the metadata, where there are any
     */
    public static void append(
            Statements statements, UUID tableOrViewId, Kind kind, ObjectNode detail, List<MetadataUpdate> updates)
            throws SQLException {
        Attribution by = Attribution.current();
        Long[] snapshots = ChangeLog.snapshots(updates);
        ObjectNode what = ChangeLog.what(updates);
        if (detail.has("was")) {
            what.set("was", detail.get("was"));
        }
        statements.change(
                """
                WITH change AS (
                    INSERT INTO catalog_change (object_id, kind, principal, operation, reason, snapshots, what)
                    VALUES (?, ?, ?, ?, ?, ?, ?::json))
                INSERT INTO catalog_event (table_id, kind, detail) VALUES (?, ?, ?::json)
                """,
                inserted -> {},
                tableOrViewId,
                kind.id,
                by.principal(),
                by.operation(),
                by.reason(),
                snapshots.length == 0 ? null : statements.connection().createArrayOf("bigint", snapshots),
                text(what),
                tableOrViewId,
                kind.id,
                text(detail));
    }
}
