package org.boathouse.bench.catalog;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.boathouse.embedded.PostgresAddress;

/**
 * What all that takes part in a measurement takes of the processors: this process with its clients and its object store, the
 * servers it has started, and the database's processes. Unlike a time by the clock it hardly grows where others keep the
 * machine busy.
 */
final class ProcessorTime {
    private final ProcessHandle database;

    private ProcessorTime(ProcessHandle database) {
        this.database = database;
    }

    static ProcessorTime with(PostgresAddress postgres) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet backend = statement.executeQuery("SELECT pg_backend_pid()")) {
            backend.next();
            return new ProcessorTime(ProcessHandle.of(backend.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow());
        }
    }

    /** So far. */
    Duration taken() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.of(self, database)
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .distinct()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
