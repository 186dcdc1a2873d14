package org.boathouse.service.collector;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.database.Database;

/** Since when nothing has needed an object, by its key. Keys go in one order, so that no two wait for each other. */
@Singleton
final class Marks {
    private final Database database;

    Marks(Database database) {
        this.database = database;
    }

    /** Marks what has no mark; returns since when each is marked. */
    Map<String, Instant> mark(Collection<String> keys, Instant now) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return database.writeRetrying(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    INSERT INTO collection_mark (object_key, marked_at, seen_at)
                    SELECT key, ?, ? FROM unnest(?) AS key
                    ON CONFLICT (object_key) DO UPDATE SET seen_at = excluded.seen_at
                    RETURNING object_key, marked_at
                    """)) {
                upsert.setObject(1, at(now));
                upsert.setObject(2, at(now));
                upsert.setArray(3, array(connection, keys));
                return times(upsert);
            }
        });
    }

    /** Since when these are marked; those that are not are left out. */
    Map<String, Instant> marked(Collection<String> keys) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT object_key, marked_at FROM collection_mark WHERE object_key = ANY(?)")) {
                select.setArray(1, array(connection, keys));
                return times(select);
            }
        });
    }

    /** Of these, the ones whose mark still stands from before; from now on they are being deleted. */
    Set<String> beginDeleting(Collection<String> keys, Instant markedBefore, Instant now) {
        return database.writeRetrying(connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    UPDATE collection_mark SET deleting_at = ?
                    WHERE object_key = ANY(?) AND marked_at <= ? RETURNING object_key
                    """)) {
                update.setObject(1, at(now));
                update.setArray(2, array(connection, keys));
                update.setObject(3, at(markedBefore));
                try (ResultSet rows = update.executeQuery()) {
                    Set<String> deleting = new TreeSet<>();
                    while (rows.next()) {
                        deleting.add(rows.getString(1));
                    }
                    return deleting;
                }
            }
        });
    }

    /** Takes marks off: of objects that are gone, or needed. */
    void remove(Collection<String> keys) {
        database.writeRetrying(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM collection_mark WHERE object_key = ANY(?)")) {
                delete.setArray(1, array(connection, keys));
                return delete.executeUpdate();
            }
        });
    }

    /** Takes off the marks that a whole run has not seen again. */
    void removeUnseenSince(Instant began) {
        database.writeRetrying(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM collection_mark WHERE seen_at < ?")) {
                delete.setObject(1, at(began));
                return delete.executeUpdate();
            }
        });
    }

    /**
     * Has marks stand anew from now on, so that what they mark stays for the grace at least.
     *
     * @param settled deletions that began before this have reached the store, or never will
     * @throws LakeFailure UNAVAILABLE where a deletion began later and may still be under way; nothing was changed
     */
    void keep(Collection<String> keys, Instant settled, Instant now) {
        database.writeRetrying(connection -> {
            Turns.keepFromDeleting(connection);
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT object_key FROM collection_mark WHERE object_key = ANY(?) AND deleting_at > ? LIMIT 1");
                    PreparedStatement update = connection.prepareStatement(
                            "UPDATE collection_mark SET marked_at = ?, deleting_at = NULL WHERE object_key = ANY(?)")) {
                select.setArray(1, array(connection, keys));
                select.setObject(2, at(settled));
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        throw LakeFailure.unavailable(
                                "The deletion of %s broke off and may still reach the store: try again in a minute"
                                        .formatted(row.getString(1)),
                                null);
                    }
                }
                update.setObject(1, at(now));
                update.setArray(2, array(connection, keys));
                return update.executeUpdate();
            }
        });
    }

    private static String[] sorted(Collection<String> keys) {
        return List.copyOf(new TreeSet<>(keys)).toArray(String[]::new);
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Array array(Connection connection, Collection<String> keys) throws SQLException {
        return connection.createArrayOf("text", sorted(keys));
    }

    private static Map<String, Instant> times(PreparedStatement select) throws SQLException {
        Map<String, Instant> times = new HashMap<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                times.put(
                        rows.getString(1),
                        rows.getObject(2, OffsetDateTime.class).toInstant());
            }
        }
        return times;
    }
}
