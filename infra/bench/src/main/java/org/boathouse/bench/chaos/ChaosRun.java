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
import java.util.function.BooleanSupplier;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsPrefixOperations;
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

    /**
     * @param operationsMin goes on for longer, but not for more than {@link #LONGER_MAX} times the duration, until the clients
     *     have been told of so many operations: on a busy machine
     * @param seed of what the clients do and of which faults befall them; threads and networks keep their own mind
     */
    record Settings(int clients, int replicas, int tables, Duration duration, int operationsMin, long seed) {}

    private static final int LONGER_MAX = 6;

    /** Whether the clients have worked for long enough. */
    private record Clock(Instant end, Instant latest, int operationsMin, Journal journal) implements BooleanSupplier {
        static Clock of(Settings settings, Instant started, Journal journal) {
            return new Clock(
                    started.plus(settings.duration()),
                    started.plus(settings.duration().multipliedBy(LONGER_MAX)),
                    settings.operationsMin(),
                    journal);
        }

        @Override
        public boolean getAsBoolean() {
            Instant now = Instant.now();
            return now.isAfter(end) && (journal.told() >= operationsMin || now.isAfter(latest));
        }
    }

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
            Replica collector = replica("collector", stores.databaseForCollector(), stores.objects(), open);
            List<ChaosClient> clients = clients(stores, replicas, fronts, journal, open);
            Faults faults = new Faults(stores, replicas, collector, fronts, settings.seed());
            Instant started = Instant.now();
            FileIO objects = files(stores, collector);
            open.add(objects);
            Collecting collecting = new Collecting(
                    collector,
                    (SupportsPrefixOperations) objects,
                    "s3://" + stores.objects().bucket() + "/");
            long rounds = workWhileThingsBreak(clients, faults, collecting, Clock.of(settings, started, journal));
            Duration lasted = Duration.between(started, Instant.now());
            // Requests that their clients gave up are finished, or never will be.
            for (Replica replica : replicas) {
                replica.stop();
                replica.start();
            }
            collecting.last();
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

    private long workWhileThingsBreak(
            List<ChaosClient> clients, Faults faults, Collecting collecting, BooleanSupplier isOver)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients.size() + 1);
        try {
            List<Future<?>> working = new ArrayList<>();
            working.add(threads.submit(() -> {
                collecting.until(isOver);
                return null;
            }));
            for (ChaosClient client : clients) {
                working.add(threads.submit(() -> {
                    while (!isOver.getAsBoolean()) {
                        client.step();
                    }
                }));
            }
            long rounds = 0;
            while (!isOver.getAsBoolean()) {
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
            FileIO files = files(stores, replicas.get(0));
            open.add(files);
            Instant forgottenBefore = Instant.now().minus(Collecting.DROPPED_KEPT);
            List<TableSeen> seen = FinalState.read(catalogs.get(0), stores.database(), files);
            List<String> violations =
                    new ArrayList<>(HistoryCheck.violations(journal.operations(), seen, forgottenBefore));
            violations.addAll(journal.broken());
            violations.addAll(disagreements(catalogs));
            return new ChaosReport(
                    settings,
                    lasted,
                    rounds,
                    journal.operations(),
                    journal.loads(),
                    journal.reads(),
                    faults,
                    collecting,
                    seen,
                    violations);
        } finally {
            close(open);
        }
    }

    private static FileIO files(ChaosStores stores, Replica replica) {
        Map<String, String> properties = new CatalogConnection(replica.address(), stores.objects()).properties();
        return CatalogUtil.loadFileIO(properties.get("io-impl"), properties, null);
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
