package org.boathouse.service.collector;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.boathouse.service.database.Database;

/**
 * Who may do what at a time, among all replicas, by PostgreSQL's advisory locks. A replica that dies gives its locks back.
 * The transactions that hold them write nothing, so that they hold up no reader of events.
 */
@Singleton
final class Turns {
    private static final long COLLECTING = 0x626f_6174_0001L;
    private static final long DELETING = 0x626f_6174_0002L;

    private final Database database;

    Turns(Database database) {
        this.database = database;
    }

    /** Does the work unless another replica collects; then empty. */
    <T> Optional<T> collect(Supplier<T> work) {
        return database.write(connection -> locks(connection, "SELECT pg_try_advisory_xact_lock(?)", COLLECTING)
                ? Optional.of(work.get())
                : Optional.empty());
    }

    /** Does the work while nobody keeps landed objects from being deleted. */
    <T> T delete(Supplier<T> work) {
        return database.write(connection -> {
            locks(connection, "SELECT true FROM pg_advisory_xact_lock(?)", DELETING);
            return work.get();
        });
    }

    /** Within a transaction: waits until no deletion is under way, and until its end lets none begin. */
    static void keepFromDeleting(Connection connection) throws SQLException {
        locks(connection, "SELECT true FROM pg_advisory_xact_lock_shared(?)", DELETING);
    }

    private static boolean locks(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setLong(1, key);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
