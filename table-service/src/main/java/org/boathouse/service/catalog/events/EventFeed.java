package org.boathouse.service.catalog.events;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.database.AgingRows;
import org.boathouse.service.database.Database;

/**
 * The outbox, read in an order that never changes behind a reader: by transaction, and only transactions older than every
 * one still under way ({@code pg_snapshot_xmin}). An event id drawn early in a transaction that commits late would
 * otherwise appear behind a reader's cursor and be missed.
 */
@Singleton
final class EventFeed implements AgingRows {
    /** How long events are kept. A reader who stays away longer reads the tables anew. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final Database database;

    EventFeed(Database database) {
        this.database = database;
    }

    /**
     * The next events, each once, those of one table in the order in which they were committed. A transaction under way
     * holds back what began after it.
     *
     * @throws LakeFailure NOT_FOUND where events after the cursor are no longer kept
     */
    List<CloudEvent> after(EventCursor cursor, int eventsMax) {
        return database.read(connection -> {
            if (!cursor.equals(EventCursor.BEGINNING)) {
                checkKept(connection, cursor);
            }
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT e.transaction_id::text, event_id, kind, happened_at, table_id::text, detail,
                           (SELECT string_agg(level, '.' ORDER BY place)
                            FROM json_array_elements_text(detail -> 'namespace') WITH ORDINALITY AS n (level, place))
                               || '.' || (detail ->> 'name')
                    FROM catalog_event e
                    WHERE (e.transaction_id, e.event_id) > (?::text::xid8, ?)
                      AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                    ORDER BY e.transaction_id, e.event_id LIMIT ?
                    """)) {
                select.setString(1, Long.toString(cursor.transactionId()));
                select.setLong(2, cursor.eventId());
                select.setInt(3, eventsMax);
                List<CloudEvent> events = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        events.add(CloudEvent.of(
                                new EventCursor(row.getLong(1), row.getLong(2)),
                                row.getString(3),
                                row.getString(7),
                                row.getObject(4, OffsetDateTime.class).toInstant(),
                                row.getString(5),
                                row.getString(6)));
                    }
                }
                return events;
            }
        });
    }

    private static void checkKept(Connection connection, EventCursor cursor) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT transaction_id::text, event_id FROM catalog_event_removed
                WHERE (transaction_id, event_id) > (?::text::xid8, ?)
                """)) {
            select.setString(1, Long.toString(cursor.transactionId()));
            select.setLong(2, cursor.eventId());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw LakeFailure.notFound(
                            "Events after %s are no longer kept: all up to %s are removed. Read the tables anew, then the"
                                    + " events without 'after'",
                            cursor, new EventCursor(row.getLong(1), row.getLong(2)));
                }
            }
        }
    }

    /** The oldest first. */
    @Override
    public int removeOld(int eventsMax) {
        return database.write(connection -> {
            try (PreparedStatement remove = connection.prepareStatement("""
                    WITH oldest AS (
                        SELECT transaction_id, event_id, happened_at FROM catalog_event
                        WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                        ORDER BY transaction_id, event_id LIMIT ?
                    ), last AS (
                        SELECT transaction_id, event_id FROM oldest WHERE happened_at < now() - make_interval(secs => ?)
                        ORDER BY transaction_id DESC, event_id DESC LIMIT 1
                    ), said AS (
                        UPDATE catalog_event_removed r SET transaction_id = last.transaction_id, event_id = last.event_id
                        FROM last
                        WHERE (last.transaction_id, last.event_id) > (r.transaction_id, r.event_id)
                    )
                    DELETE FROM catalog_event e USING last
                    WHERE (e.transaction_id, e.event_id) <= (last.transaction_id, last.event_id)
                    """)) {
                remove.setInt(1, eventsMax);
                remove.setDouble(2, KEPT.toSeconds());
                return remove.executeUpdate();
            }
        });
    }
}
