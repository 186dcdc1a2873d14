package org.boathouse.service.database;

import io.vertx.core.Context;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.jboss.logging.Logger;

/**
 * Runs work in one database transaction and tells apart what a failure lets the caller conclude: nothing was applied
 * ({@link Overtaken}, or a {@link LakeFailure} UNAVAILABLE or INTERNAL), or nobody knows (OUTCOME_UNKNOWN, only when the
 * database went away while it was asked to commit).
 */
@Singleton
public final class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);

    private static final int ATTEMPTS_MAX = 10;
    private static final String DATA_UNFIT = "22";
    private static final String CONSTRAINT_VIOLATED = "23";
    private static final String TRANSACTION_ROLLED_BACK = "40";
    private static final String CONNECTION_LOST = "08";
    private static final String OUT_OF_RESOURCES = "53";
    private static final String LOCK_NOT_GIVEN = "55P03";
    private static final String OPERATOR_INTERVENED = "57";

    private final DataSource dataSource;
    private final TransactionRider rider;

    public Database(DataSource dataSource, TransactionRider rider) {
        this.dataSource = dataSource;
        this.rider = rider;
    }

    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    public interface WorkTogether<T> {
        /** @return what it comes to, asked for when the statements have run */
        Supplier<T> in(Statements statements) throws SQLException;
    }

    /** Another transaction changed what this one built upon; surely nothing was applied. Look again and decide again. */
    public static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Overtaken(String message) {
            super(message);
        }

        Overtaken(SQLException cause) {
            super(cause);
        }
    }

    /** Runs one statement that only reads. */
    public <T> T read(Work<T> work) {
        Connection connection = connect();
        try {
            return work.in(connection);
        } catch (SQLException e) {
            throw nothingApplied(e);
        } finally {
            release(connection);
        }
    }

    /**
     * Runs the work in one transaction; any exception from it rolls back. What the {@link TransactionRider} adds is
     * written last.
     */
    public <T> T write(Work<T> work) {
        return writeTogether(statements -> {
            T result = work.in(statements.connection());
            return () -> result;
        });
    }

    /** As {@link #write}: what the work leaves to be run is sent together with the answer, so that both are waited for once. */
    public <T> T writeTogether(WorkTogether<T> work) {
        Connection connection = connect();
        try {
            connection.setAutoCommit(false);
            T result = attempt(connection, work);
            commit(connection);
            rider.committed();
            return result;
        } catch (SQLException e) {
            throw nothingApplied(e);
        } finally {
            release(connection);
        }
    }

    /** As {@link #write}, again from the start when it was overtaken; UNAVAILABLE when that goes on. */
    public <T> T writeRetrying(Work<T> work) {
        return retrying(() -> write(work));
    }

    /** Does what reads, decides and writes again from the start when it was overtaken; UNAVAILABLE when that goes on. */
    public <T> T retrying(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (Overtaken e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw LakeFailure.unavailable("Too many others change the same thing; nothing was applied", e);
                }
            }
        }
    }

    private Connection connect() {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("A statement on the event loop would hold up every other request there");
        }
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw LakeFailure.unavailable("The catalog's database gives no connection: " + e.getMessage(), e);
        }
    }

    private static void release(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // By now the work is committed or rolled back: its result stands, whatever becomes of the connection.
            LOG.warn("A database connection did not go back to its pool", e);
        }
    }

    private <T> T attempt(Connection connection, WorkTogether<T> work) throws SQLException {
        try {
            Statements statements = new Statements(connection);
            Supplier<T> result = work.in(statements);
            rider.lastStatements(statements);
            statements.run();
            return result.get();
        } catch (Throwable e) {
            // Errors too: a connection goes back to its pool with autocommit on, which would commit the half that is
            // done.
            rollBack(connection, e);
            throw e;
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            // The connection is gone, and with it the transaction: nothing is applied either way.
            because.addSuppressed(lost);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (isState(e, TRANSACTION_ROLLED_BACK) || isState(e, CONSTRAINT_VIOLATED)) {
                throw new Overtaken(e);
            }
            throw new LakeFailure(
                    FailureKind.OUTCOME_UNKNOWN,
                    "The database went away during the commit; whether it was applied is not known. Load the table and look"
                            + " before trying again: " + e.getMessage(),
                    e);
        }
    }

    private static RuntimeException nothingApplied(SQLException e) {
        if (isState(e, TRANSACTION_ROLLED_BACK) || isState(e, CONSTRAINT_VIOLATED)) {
            return new Overtaken(e);
        }
        if (isState(e, CONNECTION_LOST)
                || isState(e, OUT_OF_RESOURCES)
                || isState(e, OPERATOR_INTERVENED)
                || isState(e, LOCK_NOT_GIVEN)) {
            return LakeFailure.unavailable(
                    "The catalog's database failed and nothing was applied: " + e.getMessage(), e);
        }
        if (isState(e, DATA_UNFIT)) {
            // A text with NUL, say: whatever it was to be found by or kept as, it is none that a client may send.
            return new LakeFailure(FailureKind.INVALID, "The database can't hold such a value: " + e.getMessage(), e);
        }
        return new LakeFailure(
                FailureKind.INTERNAL, "The catalog's database refused a statement: " + e.getMessage(), e);
    }

    private static boolean isState(SQLException e, String stateClass) {
        return e.getSQLState() != null && e.getSQLState().startsWith(stateClass);
    }
}
