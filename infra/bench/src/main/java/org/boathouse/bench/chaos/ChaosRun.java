package org.boathouse.bench.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.bench.Replica;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.PostgresAddress;

/** Clients, replicas, stores and faults, wired together for one run; and the check of what is left of it. */
final class ChaosRun {
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");
    private static final Map<String, String> IMPATIENT = Map.of(
            "rest.client.connection-timeout-ms", "2000",
            "rest.client.socket-timeout-ms", "5000",
            "rest.client.max-retries", "2");

    private final Settings settings;
    private final Path home;
    private final Path dir;

    ChaosRun(Settings settings, Path home, Path dir) {
        this.settings = settings;
        this.home = home;
        this.dir = dir;
    }

    /** @param seed of what the clients do and of which faults befall them; threads and networks keep their own mind */
    record Settings(int clients, int replicas, int tables, Duration duration, long seed) {}

    ChaosReport run() throws InterruptedException, ExecutionException, IOException, SQLException {
        List<AutoCloseable> open = new ArrayList<>();
        try {
            ChaosStores stores = new ChaosStores(dir, settings.seed());
            open.add(stores);
            List<Replica> replicas = new ArrayList<>();
            List<FaultyProxy> fronts = new ArrayList<>();
            for (int i = 0; i < settings.replicas(); i++) {
                Replica replica =
                        replica("replica-" + i, stores.databaseForService(), stores.objectsForService(), open);
                replicas.add(replica);
                FaultyProxy front = new FaultyProxy(
                        () -> new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                replica.address().url().getPort()),
                        settings.seed() + 100 + i);
                open.add(front);
                fronts.add(front);
            }
            Journal journal = new Journal();
            Faults faults = new Faults(stores, replicas, fronts, settings.seed());
            List<ChaosClient> clients = clients(stores, replicas, fronts, journal, open);
            Instant started = Instant.now();
            Collecting collecting =
                    new Collecting(replica("collector", stores.databaseForCollector(), stores.objects(), open));
            long rounds = workWhileThingsBreak(clients, faults, collecting, started.plus(settings.duration()));
            Duration lasted = Duration.between(started, Instant.now());
            // Requests that their clients gave up are finished, or never will be.
            for (Replica replica : replicas) {
                replica.stop();
                replica.start();
            }
            return check(stores, replicas, journal, faults.counts(), collecting, rounds, lasted);
        } finally {
            close(open);
        }
    }

    private Replica replica(String name, PostgresAddress database, LakeStorage objects, List<AutoCloseable> open) {
        Replica replica = Replica.of(home, database, objects, dir.resolve(name + ".log"), JVM, Collecting.SETTINGS);
        open.add(replica);
        replica.start();
        return replica;
    }

    private List<ChaosClient> clients(
            ChaosStores stores,
            List<Replica> replicas,
            List<FaultyProxy> fronts,
            Journal journal,
            List<AutoCloseable> open) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < settings.tables(); i++) {
            slots.add(new Slot(i % settings.clients()));
        }
        List<ChaosClient> clients = new ArrayList<>();
        for (int number = 0; number < settings.clients(); number++) {
            List<RESTCatalog> catalogs = new ArrayList<>();
            for (int i = 0; i < replicas.size(); i++) {
                URI front = URI.create("http://127.0.0.1:" + fronts.get(i).port());
                catalogs.add(connect(
                        stores, new LakeAddress(front, replicas.get(i).address().token()), open));
            }
            if (number == 0) {
                for (Namespace namespace : ChaosClient.NAMESPACES) {
                    catalogs.get(0).createNamespace(namespace);
                }
            }
            ChaosClient client = new ChaosClient(number, catalogs, slots, journal, settings.seed());
            client.begin();
            clients.add(client);
        }
        return clients;
    }

    private static RESTCatalog connect(ChaosStores stores, LakeAddress address, List<AutoCloseable> open) {
        Map<String, String> properties = new HashMap<>(IMPATIENT);
        properties.putAll(new CatalogConnection(address, stores.objects()).properties());
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize("lake", properties);
        open.add(catalog);
        return catalog;
    }

    private long workWhileThingsBreak(List<ChaosClient> clients, Faults faults, Collecting collecting, Instant end)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients.size() + 1);
        try {
            List<Future<?>> working = new ArrayList<>();
            working.add(threads.submit(() -> {
                collecting.until(end);
                return null;
            }));
            for (ChaosClient client : clients) {
                working.add(threads.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        client.step();
                    }
                }));
            }
            long rounds = 0;
            while (Instant.now().isBefore(end)) {
                faults.round();
                rounds++;
            }
            for (Future<?> client : working) {
                client.get();
            }
            return rounds;
        } finally {
            threads.shutdownNow();
        }
    }

    private ChaosReport check(
            ChaosStores stores,
            List<Replica> replicas,
            Journal journal,
            Map<String, Long> faults,
            Collecting collecting,
            long rounds,
            Duration lasted)
            throws SQLException, IOException {
        List<AutoCloseable> open = new ArrayList<>();
        try {
            List<RESTCatalog> catalogs = replicas.stream()
                    .map(replica -> connect(stores, replica.address(), open))
                    .toList();
            Map<String, String> properties =
                    new CatalogConnection(replicas.get(0).address(), stores.objects()).properties();
            FileIO files = CatalogUtil.loadFileIO(properties.get("io-impl"), properties, null);
            open.add(files);
            List<TableSeen> seen = FinalState.read(catalogs.get(0), stores.database(), files);
            List<String> violations = new ArrayList<>(HistoryCheck.violations(journal.operations(), seen));
            violations.addAll(journal.staleLoads());
            violations.addAll(disagreements(catalogs));
            return new ChaosReport(
                    settings,
                    lasted,
                    rounds,
                    journal.operations(),
                    journal.loads(),
                    faults,
                    collecting,
                    seen,
                    violations);
        } finally {
            close(open);
        }
    }

    private static List<String> disagreements(List<RESTCatalog> catalogs) {
        List<String> found = new ArrayList<>();
        for (Namespace namespace : ChaosClient.NAMESPACES) {
            for (TableIdentifier table : catalogs.get(0).listTables(namespace)) {
                long states = catalogs.stream()
                        .map(catalog -> FinalState.metadata(catalog, table).metadataFileLocation())
                        .distinct()
                        .count();
                if (states > 1) {
                    found.add("The replicas show %d different states of %s".formatted(states, table));
                }
            }
        }
        return found;
    }

    private static void close(List<AutoCloseable> open) {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                System.err.println("boathouse bench: something did not close: " + e);
            }
        }
    }
}
