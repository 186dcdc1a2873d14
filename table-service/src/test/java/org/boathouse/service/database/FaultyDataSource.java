package org.boathouse.service.database;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.idempotency.AnswersInTransactions;

/** A schema of its own in a real PostgreSQL, whose commits can be made to fail as a network does. */
public final class FaultyDataSource {
    /** What happens instead of the next commit; it may commit first, as when only the answer is lost. */
    public interface Fault {
        void atCommit(Connection real) throws SQLException;
    }

    private final PostgresAddress address;
    private final String url;
    private final AtomicInteger prepared = new AtomicInteger();
    private Fault nextCommit;

    public FaultyDataSource(PostgresAddress address) {
        this.address = address;
        String schema = "s" + UUID.randomUUID().toString().replace("-", "");
        this.url = address.url() + (address.url().contains("?") ? "&" : "?") + "currentSchema=" + schema;
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
            statement.execute(migration("V1__catalog.sql"));
            statement.execute(migration("V2__products.sql"));
            statement.execute(migration("V3__views.sql"));
            statement.execute(migration("V8__exactly_once.sql"));
            statement.execute(migration("V7__metrics_reports.sql"));
            statement.execute(migration("V12__contract_registry.sql"));
            statement.execute(migration("V13__table_state.sql"));
            statement.execute(migration("V14__retention.sql"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void failNextCommit(Fault fault) {
        nextCommit = fault;
    }

    /** How often the database was asked for something; a commit is not counted. */
    public int asked() {
        return prepared.get();
    }

    public Connection open() throws SQLException {
        return DriverManager.getConnection(url, address.user(), address.password());
    }

    /** As the service runs transactions in it. */
    public Database database() {
        return new Database(dataSource(), new AnswersInTransactions());
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return guarded(open());
                });
    }

    private Connection guarded(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && nextCommit != null) {
                        Fault fault = nextCommit;
                        nextCommit = null;
                        fault.atCommit(real);
                        return null;
                    }
                    if (method.getName().equals("prepareStatement")) {
                        prepared.incrementAndGet();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static String migration(String name) {
        try (InputStream sql = FaultyDataSource.class.getResourceAsStream("/db/migration/" + name)) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
