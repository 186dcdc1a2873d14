package org.boathouse.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.boathouse.contract.failure.LakeFailure;

/**
 * PostgreSQL over {@code DIR/postgres}: durable, on the loopback address, on a free port, with passwords. Its settings
 * are given at every start, so an older folder gets them too.
 */
final class PostgresServer implements AutoCloseable {
    private static final String DATABASE = "lake";
    private static final String ROLE = "boathouse";
    private static final String SET_UP = "boathouse.setup";
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS_MAX = 3;
    private static final int LOG_LINES_SHOWN_MAX = 5;
    private static final long LOG_BYTES_MAX = 10L << 20;

    private final Path dataDir;
    private final EmbeddedPostgres server;
    private final PostgresAddress address;

    private PostgresServer(Path dataDir, EmbeddedPostgres server, PostgresAddress address) {
        this.dataDir = dataDir;
        this.server = server;
        this.address = address;
    }

    /** Whether the folder's database was ever ready to hold anything. */
    static boolean isSetUp(Path home) {
        return Files.exists(home.resolve("postgres").resolve(SET_UP));
    }

    static PostgresServer start(Path home, Credentials credentials) {
        Path dataDir = home.resolve("postgres");
        OrphanedPostgres.of(dataDir).ifPresent(OrphanedPostgres::stop);
        try {
            trimLog(log(home));
            if (!isSetUp(home)) {
                // A first start that was cut short: nothing was ever written to it, and initdb wants an empty folder.
                PostgresBinaries.deleteTree(dataDir);
            }
            EmbeddedPostgres server = startOnFreePort(home, dataDir, credentials);
            try {
                if (!isSetUp(home)) {
                    setUp(server, credentials);
                    PrivateFile.write(dataDir.resolve(SET_UP), "Role and database exist.\n");
                }
                String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), DATABASE);
                return new PostgresServer(dataDir, server, new PostgresAddress(url, ROLE, credentials.password()));
            } catch (SQLException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException | SQLException | IllegalStateException e) {
            OrphanedPostgres.of(dataDir).ifPresent(OrphanedPostgres::stop);
            throw LakeFailure.unavailable(
                    "The database of %s did not start: %s%s".formatted(home, e.getMessage(), lastWords(log(home))), e);
        }
    }

    PostgresAddress address() {
        return address;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw LakeFailure.unavailable("The database of %s did not stop: %s".formatted(dataDir, e), e);
        }
        // The library gives it five seconds and no second chance.
        OrphanedPostgres.of(dataDir).ifPresent(OrphanedPostgres::stop);
    }

    /** The port is free when it is chosen; somebody may take it before PostgreSQL does. */
    private static EmbeddedPostgres startOnFreePort(Path home, Path dataDir, Credentials credentials)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            try {
                return PostgresBinaries.exclusively(binaries -> start(home, dataDir, credentials, binaries, port));
            } catch (IOException e) {
                if (attempt == PORT_ATTEMPTS_MAX || !lastWords(log(home)).contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    private static EmbeddedPostgres start(Path home, Path dataDir, Credentials credentials, Path binaries, int port)
            throws IOException {
        ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(log(home).toFile());
        Path passwordFile = home.resolve("initdb.password");
        PrivateFile.write(passwordFile, credentials.superuserPassword() + "\n");
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setDataDirectory(dataDir)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_MAX)
                    .setPort(port)
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    // The library passes these to initdb as they are, after its own "trust everybody": the last one
                    // wins.
                    .setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig("pwfile", passwordFile.toString())
                    .setLocaleConfig("locale", "C")
                    .setConnectConfig("password", credentials.superuserPassword())
                    // The library turns both off, for tests: a commit that was acknowledged must stay.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("log_statement", "none")
                    .start();
        } finally {
            Files.delete(passwordFile);
        }
    }

    private static void setUp(EmbeddedPostgres server, Credentials credentials) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            // A failing statement would be logged, password and all.
            statement.execute("SET log_min_error_statement = panic");
            statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(ROLE, credentials.password()));
            statement.execute("CREATE DATABASE %s OWNER %s".formatted(DATABASE, ROLE));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path log(Path home) {
        return home.resolve("postgres.log");
    }

    private static void trimLog(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.delete(log);
        }
    }

    private static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return "; " + log + " ends with:\n  "
                    + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN_MAX), lines.size()));
        } catch (IOException e) {
            return "; " + log + " says nothing more";
        }
    }
}
