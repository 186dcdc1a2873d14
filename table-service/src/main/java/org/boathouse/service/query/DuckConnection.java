package org.boathouse.service.query;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * One query's connection: its temporary views and tables go with it. Statements run one at a time; {@link #interrupt} may be
 * called from any thread.
 */
final class DuckConnection implements AutoCloseable {
    private final DuckDBConnection connection;
    private volatile Statement running;
    private volatile boolean interrupted;

    DuckConnection(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** Reads a result. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    void execute(String sql) {
        run(statement -> statement.execute(sql));
    }

    <T> T query(String sql, Reader<T> reader) {
        return run(statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                return reader.read(rows);
            }
        });
    }

    /** The one value of the one row. */
    String text(String sql) {
        return query(sql, rows -> {
            rows.next();
            return rows.getString(1);
        });
    }

    /** What a query's result looks like; it does not run. */
    List<ResultColumn> columns(String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ResultSetMetaData metadata = statement.getMetaData();
            List<ResultColumn> columns = new ArrayList<>();
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                columns.add(new ResultColumn(
                        metadata.getColumnLabel(i),
                        metadata.getColumnTypeName(i).replace("\"NULL\"", "NULL")));
            }
            return columns;
        } catch (SQLException e) {
            throw DuckFailure.of(e);
        }
    }

    /** Opens a temporary table for appending. */
    DuckDBAppender appender(String table) throws SQLException {
        return connection.createAppender("temp", "main", table);
    }

    /** Stops what runs now and lets nothing begin any more. DuckDB hears it only while a statement runs: call it again. */
    void interrupt() {
        interrupted = true;
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // It has just ended by itself, and the next one will not begin.
            }
        }
    }

    boolean isInterrupted() {
        return interrupted;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw DuckFailure.of(e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Statement statement) throws SQLException;
    }

    private <T> T run(Work<T> work) {
        if (interrupted) {
            throw new QueryInterrupted();
        }
        try (Statement statement = connection.createStatement()) {
            running = statement;
            return work.on(statement);
        } catch (SQLException e) {
            if (interrupted) {
                throw new QueryInterrupted();
            }
            throw DuckFailure.of(e);
        } finally {
            running = null;
        }
    }
}
