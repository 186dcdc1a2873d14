package org.boathouse.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.EmbeddedStores;
import org.boathouse.embedded.PostgresAddress;

/**
 * One PostgreSQL and one object store, which the service reaches through faulty proxies alone. Each lies in a folder of its
 * own, so that the database restarts by itself.
 */
final class ChaosStores implements AutoCloseable {
    private final Path databaseDir;
    private final EmbeddedStores objects;
    private final FaultyProxy databaseProxy;
    /** Fails at nothing: the database has another port after each restart. */
    private final FaultyProxy databaseRelay;

    private final FaultyProxy objectsProxy;
    private volatile EmbeddedStores database;

    ChaosStores(Path dir, long seed) {
        this.databaseDir = dir.resolve("database");
        this.objects = EmbeddedStores.open(dir.resolve("objects"), 0);
        this.database = EmbeddedStores.open(databaseDir, 0);
        this.databaseProxy = new FaultyProxy(() -> loopback(port(database.postgres())), seed + 1);
        this.databaseRelay = new FaultyProxy(() -> loopback(port(database.postgres())), seed + 3);
        this.objectsProxy =
                new FaultyProxy(() -> loopback(objects.objectStore().endpoint().getPort()), seed + 2);
    }

    /** The database without a proxy between, at its present address. */
    PostgresAddress database() {
        return database.postgres();
    }

    /** The object store without a proxy between. */
    LakeStorage objects() {
        return objects.objectStore();
    }

    FaultyProxy databaseProxy() {
        return databaseProxy;
    }

    FaultyProxy objectsProxy() {
        return objectsProxy;
    }

    PostgresAddress databaseForService() {
        return databaseBehind(databaseProxy);
    }

    /** At an address that stays, whatever becomes of the database. */
    PostgresAddress databaseForCollector() {
        return databaseBehind(databaseRelay);
    }

    LakeStorage objectsForService() {
        LakeStorage real = objects.objectStore();
        return new LakeStorage(
                URI.create("http://127.0.0.1:" + objectsProxy.port()),
                real.region(),
                real.bucket(),
                real.accessKeyId(),
                real.secretAccessKey(),
                real.pathStyleAccess());
    }

    /** Stops the database, at once and without its shutdown checkpoint where {@code crash}, and starts it again. */
    void restartDatabase(boolean crash) {
        if (crash) {
            quitDatabase();
        }
        database.close();
        database = EmbeddedStores.open(databaseDir, 0);
    }

    @Override
    public void close() {
        databaseProxy.close();
        databaseRelay.close();
        objectsProxy.close();
        database.close();
        objects.close();
    }

    /** PostgreSQL's own word for it is "immediate shutdown": it recovers from its log at the next start. */
    private void quitDatabase() {
        try {
            String pid = Files.readAllLines(databaseDir.resolve("postgres/postmaster.pid"))
                    .get(0)
                    .strip();
            new ProcessBuilder("sh", "-c", "kill -QUIT " + Long.parseLong(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PostgresAddress databaseBehind(FaultyProxy proxy) {
        PostgresAddress real = database.postgres();
        String url = real.url().replace(":" + port(real) + "/", ":" + proxy.port() + "/");
        return new PostgresAddress(url, real.user(), real.password());
    }

    private static int port(PostgresAddress address) {
        return URI.create(address.url().substring("jdbc:".length())).getPort();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
