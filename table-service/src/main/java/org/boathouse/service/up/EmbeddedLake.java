package org.boathouse.service.up;

import io.quarkus.runtime.Application;
import java.nio.file.Path;
import java.util.Map;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.EmbeddedStores;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.embedded.PrivateFile;

/** The stores under a service that runs in one folder. They start before the service and stop after it. */
final class EmbeddedLake {
    private final Path dir;
    private final LakePorts ports;
    private EmbeddedStores stores;
    private boolean ended;

    EmbeddedLake(Path dir, LakePorts ports) {
        this.dir = dir;
        this.ports = ports;
    }

    /** Starts the stores; returns the service's settings for them. Holds secrets. */
    synchronized Map<String, String> start() {
        if (ended) {
            throw new LakeFailure(FailureKind.UNAVAILABLE, "The lake in %s was told to stop".formatted(dir));
        }
        // Asked first, so that a second lake on the same folder is told so, and not that a port is in use.
        EmbeddedStores.stopOrphans(dir);
        ports.refuseWhatIsInUse();
        stores = EmbeddedStores.open(dir, ports.objectStore());
        PostgresAddress postgres = stores.postgres();
        LakeStorage storage = stores.objectStore();
        return Map.ofEntries(
                Map.entry("quarkus.http.host", "127.0.0.1"),
                Map.entry("quarkus.http.port", Integer.toString(ports.http())),
                Map.entry("quarkus.datasource.jdbc.url", postgres.url()),
                Map.entry("quarkus.datasource.username", postgres.user()),
                Map.entry("quarkus.datasource.password", postgres.password()),
                Map.entry("boathouse.token", PrivateFile.secret(dir.resolve(LakeAddress.TOKEN_FILE))),
                Map.entry("boathouse.storage.endpoint", storage.endpoint().toString()),
                Map.entry("boathouse.storage.bucket", storage.bucket()),
                Map.entry("boathouse.storage.access-key-id", storage.accessKeyId()),
                Map.entry("boathouse.storage.secret-access-key", storage.secretAccessKey()),
                Map.entry(
                        "boathouse.sql.dir", dir.resolve("sql").toAbsolutePath().toString()));
    }

    /** Waits for a start under way and for the service's own end, then stops the stores. Runs while the JVM ends. */
    synchronized void stop() {
        ended = true;
        Application service = Application.currentApplication();
        if (service != null) {
            stop(service);
        }
        if (stores != null) {
            stores.close();
        }
    }

    /** Whoever comes first stops it; the other waits until it has stopped. */
    private static void stop(Application service) {
        try {
            service.stop();
        } catch (IllegalStateException e) {
            // It never got as far as starting: nothing uses the stores.
        }
    }
}
