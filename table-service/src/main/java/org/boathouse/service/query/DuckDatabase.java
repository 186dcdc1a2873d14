package org.boathouse.service.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.boathouse.contract.failure.LakeFailure;
import org.duckdb.DuckDBConnection;

/**
 * The one DuckDB of the process: in memory, holding nothing between queries. It can touch files only in the folders given,
 * can load no extension and open no network connection, and no query can change that.
 */
final class DuckDatabase implements AutoCloseable {
    private final QuerySettings settings;
    private final Path spill;
    private final List<Path> allowed;
    private DuckDBConnection root;

    DuckDatabase(QuerySettings settings, Path spill, List<Path> allowed) {
        this.settings = settings;
        this.spill = spill;
        this.allowed = List.copyOf(allowed);
        this.root = open();
    }

    /** A connection of its own; after a fatal fault of DuckDB, one to a new database. */
    synchronized DuckConnection connect() {
        try {
            return new DuckConnection(checked(root.duplicate()));
        } catch (SQLException e) {
            close();
            root = open();
            return duplicate();
        }
    }

    private static DuckDBConnection checked(DuckDBConnection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private DuckConnection duplicate() {
        try {
            return new DuckConnection(root.duplicate());
        } catch (SQLException e) {
            throw DuckFailure.of(e);
        }
    }

    private DuckDBConnection open() {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        try {
            Files.createDirectories(spill);
            DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute("SET memory_limit = '" + settings.memoryBytesMax() / 1024 + " KiB'");
                statement.execute("SET threads = " + settings.threads());
                statement.execute("SET temp_directory = " + SqlText.literal(spill.toString()));
                statement.execute("SET max_temp_directory_size = '" + settings.cacheBytesMax() / 1024 + " KiB'");
                statement.execute("SET autoinstall_known_extensions = false");
                statement.execute("SET autoload_known_extensions = false");
                statement.execute("SET allow_community_extensions = false");
                statement.execute("SET allowed_directories = " + SqlText.files(allowed));
                statement.execute("SET enable_external_access = false");
                statement.execute("SET lock_configuration = true");
            }
            return connection;
        } catch (SQLException e) {
            throw DuckFailure.of(e);
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot make the folder " + spill + " for SQL: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            root.close();
        } catch (SQLException e) {
            throw DuckFailure.of(e);
        }
    }
}
