package org.boathouse.service.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Statements of one transaction that are sent together and answered together: the database is waited for once, and not once for
 * each. It runs them one after the other, in the order in which they came; the first that fails ends all of them. Not for
 * several threads at once.
 */
public final class Statements {
    /** More of them wait for the database more than once: all of their answers must find room on the way back. */
    private static final int AT_ONCE_MAX = 100;

    private final Connection connection;
    private final List<One> waiting = new ArrayList<>();

    public Statements(Connection connection) {
        this.connection = connection;
    }

    /** What becomes of a statement that changes rows. */
    @FunctionalInterface
    public interface Changed {
        /** May throw, which is to roll the transaction back: the statements that follow have run, too. */
        void rows(int count);
    }

    /** What becomes of a statement that returns rows. */
    @FunctionalInterface
    public interface Returned {
        /**
         * As {@link Changed#rows}.
         *
         * @param rows before its first
         */
        void rows(ResultSet rows) throws SQLException;
    }

    private interface Outcome {
        void of(PreparedStatement answered) throws SQLException;
    }

    private record One(String sql, Object[] values, Outcome outcome) {}

    /** @param values of its parameters; an array is one of {@link Connection#createArrayOf} */
    public void change(String sql, Changed changed, Object... values) {
        waiting.add(new One(sql, values, answered -> changed.rows(answered.getUpdateCount())));
    }

    /**
     * As {@link #change}, for one that selects, or returns what it changes: a few small values. The driver reads nothing while it
     * sends, so that a large answer and a large statement behind it would wait for each other.
     */
    public void returning(String sql, Returned returned, Object... values) {
        waiting.add(new One(sql, values, answered -> {
            try (ResultSet rows = answered.getResultSet()) {
                returned.rows(rows);
            }
        }));
    }

    /** What all of them are sent over. */
    public Connection connection() {
        return connection;
    }

    /** Sends those that wait, if any, and has what became of each told. */
    public void run() throws SQLException {
        List<One> all = List.copyOf(waiting);
        waiting.clear();
        for (int from = 0; from < all.size(); from += AT_ONCE_MAX) {
            runTogether(all.subList(from, Math.min(from + AT_ONCE_MAX, all.size())));
        }
    }

    private void runTogether(List<One> sent) throws SQLException {
        // PostgreSQL's driver parts them again and sends them one behind the other, without waiting in between.
        String together = sent.stream().map(One::sql).collect(Collectors.joining(";\n"));
        try (PreparedStatement statement = connection.prepareStatement(together)) {
            int parameter = 1;
            for (One one : sent) {
                for (Object value : one.values()) {
                    statement.setObject(parameter++, value);
                }
            }
            statement.execute();
            for (One one : sent) {
                one.outcome().of(statement);
                statement.getMoreResults();
            }
        }
    }
}
