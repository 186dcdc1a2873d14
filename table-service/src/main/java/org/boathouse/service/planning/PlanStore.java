package org.boathouse.service.planning;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.rest.PlanStatus;
import org.boathouse.service.database.Database;
import org.boathouse.service.security.Principal;

/** Plans that are held for their clients. A plan is there for one table and one principal, on every replica. */
@Singleton
final class PlanStore {
    /** How long it is told of a plan that it expired, rather than that there is none. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final Database database;

    PlanStore(Database database) {
        this.database = database;
    }

    /**
     * A plan as it stands.
     *
     * @param error its JSON where it failed, else null
     * @param expiresAt until when it must be made, or can be fetched
     */
    record Held(PlanStatus status, String error, Instant expiresAt, boolean expired) {}

    /** How many plans are held for somebody that have not expired. */
    int heldFor(Principal who) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT count(*) FROM scan_plan
                    WHERE principal = ? AND expires_at > now() AND status IN ('submitted', 'completed')
                    """)) {
                select.setString(1, who.name());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    /** @param snapshots those that the scan reads, which do not expire as long as the plan is held */
    void submitted(UUID plan, UUID table, Principal who, Collection<Long> snapshots, Duration madeWithin) {
        database.writeRetrying(connection -> {
            sweep(connection);
            insert(connection, plan, table, who, snapshots, PlanStatus.SUBMITTED, madeWithin);
            return null;
        });
    }

    /** Holds a plan that nobody was told of yet. */
    void completed(UUID plan, UUID table, Principal who, Collection<Long> snapshots, ScanTasks tasks, Duration kept) {
        database.writeRetrying(connection -> {
            sweep(connection);
            insert(connection, plan, table, who, snapshots, PlanStatus.COMPLETED, kept);
            insertPages(connection, plan, tasks);
            return null;
        });
    }

    /** Ends a submitted plan, unless it was cancelled or has expired meanwhile. */
    void complete(UUID plan, ScanTasks tasks, Duration kept) {
        database.writeRetrying(connection -> {
            if (end(connection, plan, PlanStatus.COMPLETED, null, kept)) {
                insertPages(connection, plan, tasks);
            }
            return null;
        });
    }

    /** Ends a submitted plan, unless it was cancelled or has expired meanwhile. */
    void fail(UUID plan, String error, Duration kept) {
        database.writeRetrying(connection -> end(connection, plan, PlanStatus.FAILED, error, kept));
    }

    Optional<Held> find(UUID plan, UUID table, Principal who) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT status, error, expires_at, expires_at <= now() FROM scan_plan
                    WHERE plan_id = ? AND table_id = ? AND principal = ?
                    """)) {
                identify(select, 1, plan, table, who);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Held(
                                    PlanStatus.fromName(row.getString(1)),
                                    row.getString(2),
                                    row.getObject(3, OffsetDateTime.class).toInstant(),
                                    row.getBoolean(4)))
                            : Optional.empty();
                }
            }
        });
    }

    Optional<byte[]> page(UUID plan, int number) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT answer FROM scan_plan_page WHERE plan_id = ? AND number = ?")) {
                select.setObject(1, plan);
                select.setInt(2, number);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
                }
            }
        });
    }

    /** Gives a plan up and its pages; repeating it changes nothing. */
    void cancel(UUID plan, UUID table, Principal who) {
        database.writeRetrying(connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    UPDATE scan_plan SET status = 'cancelled'
                    WHERE plan_id = ? AND table_id = ? AND principal = ? AND status IN ('submitted', 'completed')
                    """)) {
                identify(update, 1, plan, table, who);
                if (update.executeUpdate() == 1) {
                    deletePages(connection, plan);
                }
            }
            return null;
        });
    }

    private static void sweep(Connection connection) throws SQLException {
        try (PreparedStatement pages = connection.prepareStatement("""
                DELETE FROM scan_plan_page USING scan_plan p
                WHERE p.plan_id = scan_plan_page.plan_id AND p.expires_at < now()
                """)) {
            pages.executeUpdate();
        }
        try (PreparedStatement plans = connection.prepareStatement(
                "DELETE FROM scan_plan WHERE expires_at < now() - ? * interval '1 second'")) {
            plans.setLong(1, REMEMBERED.toSeconds());
            plans.executeUpdate();
        }
    }

    private static void insert(
            Connection connection,
            UUID plan,
            UUID table,
            Principal who,
            Collection<Long> snapshots,
            PlanStatus status,
            Duration until)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO scan_plan (plan_id, table_id, principal, snapshot_ids, status, expires_at)
                VALUES (?, ?, ?, ?, ?, now() + ? * interval '1 second')
                """)) {
            identify(insert, 1, plan, table, who);
            insert.setArray(4, connection.createArrayOf("bigint", snapshots.toArray()));
            insert.setString(5, status.status());
            insert.setLong(6, until.toSeconds());
            insert.executeUpdate();
        }
    }

    private static void insertPages(Connection connection, UUID plan, ScanTasks tasks) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO scan_plan_page (plan_id, number, answer) VALUES (?, ?, ?)")) {
            insertPage(insert, plan, 0, tasks.answerLater(plan));
            List<byte[]> rest = tasks.rest();
            for (int i = 0; i < rest.size(); i++) {
                insertPage(insert, plan, i + 1, rest.get(i));
            }
        }
    }

    private static void insertPage(PreparedStatement insert, UUID plan, int number, byte[] answer) throws SQLException {
        insert.setObject(1, plan);
        insert.setInt(2, number);
        insert.setBytes(3, answer);
        insert.executeUpdate();
    }

    private static boolean end(Connection connection, UUID plan, PlanStatus status, String error, Duration kept)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE scan_plan SET status = ?, error = ?::json, expires_at = now() + ? * interval '1 second'
                WHERE plan_id = ? AND status = 'submitted' AND expires_at > now()
                """)) {
            update.setString(1, status.status());
            update.setString(2, error);
            update.setLong(3, kept.toSeconds());
            update.setObject(4, plan);
            return update.executeUpdate() == 1;
        }
    }

    private static void deletePages(Connection connection, UUID plan) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM scan_plan_page WHERE plan_id = ?")) {
            delete.setObject(1, plan);
            delete.executeUpdate();
        }
    }

    private static void identify(PreparedStatement statement, int from, UUID plan, UUID table, Principal who)
            throws SQLException {
        statement.setObject(from, plan);
        statement.setObject(from + 1, table);
        statement.setString(from + 2, who.name());
    }
}
