package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Loads through one replica while others change the table. */
@ExtendWith(StoresExtension.class)
class RecentLoadsIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private static final int DONE = Integer.MAX_VALUE;
    private static final Pattern ROUND = Pattern.compile("\"round\":\"(\\d+)\"");

    private final TableIdentifier table = TableIdentifier.of(Namespace.of("n" + UUID.randomUUID()), "t");
    private Replica other;
    private RecentLoads loads;
    private RecentLoads alsoLoads;

    @BeforeEach
    void twoReplicas(PostgresAddress postgres) {
        FaultyDataSource database = new FaultyDataSource(postgres);
        InMemoryFileIO files = new InMemoryFileIO();
        other = new Replica(database.dataSource(), files);
        loads = replica(database.dataSource());
        alsoLoads = replica(slow(database.dataSource()));
        other.catalog.ensureNamespace(table.namespace());
        other.catalog.commit(List.of(new TableChange.Create(table, SCHEMA, null, null, Map.of())));
    }

    @Test
    void anUnchangedTableIsAnsweredWithTheVeryBytesOfTheLoadBefore() {
        assertSame(load().body(), load().body());
    }

    @Test
    void aLoadShowsWhatAnotherReplicaCommittedBeforeItBegan() {
        for (int i = 0; i < 5; i++) {
            load();
            String committed = other.catalog
                    .commit(List.of(new TableChange.Update(
                            table, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("round", "no-" + i))))))
                    .get(0)
                    .metadataLocation();
            assertEquals(committed, load().head().metadataLocation());
            assertTrue(new String(load().body(), StandardCharsets.UTF_8).contains("no-" + i));
        }
    }

    @Test
    void aTableThatIsDroppedOrReplacedElsewhereIsNotShownAnyMore() {
        String first = load().head().metadataLocation();
        other.catalog.drop(table);
        assertThrows(NoSuchTableException.class, this::load);
        String second = other.catalog
                .commit(List.of(new TableChange.Create(table, SCHEMA, null, null, Map.of())))
                .get(0)
                .metadataLocation();
        assertEquals(second, load().head().metadataLocation());
        assertNotEquals(first, second);
    }

    /** As above, with many loads at once through two replicas, one of which the database answers slowly. */
    @Test
    void noLoadShowsLessThanWasAcknowledgedBeforeItBegan() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger(commitRound(1));
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Integer>> loaders = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> loadWhile(i % 2 == 0 ? loads : alsoLoads, acknowledged)))
                    .toList();
            for (int round = 2; round <= 150; round++) {
                acknowledged.set(commitRound(round));
            }
            acknowledged.set(DONE);
            for (Future<Integer> loader : loaders) {
                assertTrue(loader.get() > 1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tablesOfAnyNamesAreFoundInOneRead() {
        List<TableIdentifier> there = List.of(
                table,
                TableIdentifier.of(table.namespace(), "{\"a,b\"}"),
                TableIdentifier.of(
                        Namespace.of(table.namespace().level(0), "NULL", "back\\slash \"quoted\" {}"), "null"));
        List<TableIdentifier> asked = new ArrayList<>(there);
        asked.add(TableIdentifier.of(Namespace.empty(), "t"));
        asked.add(TableIdentifier.of(Namespace.of("null"), "t"));
        there.subList(1, 3).forEach(name -> {
            other.catalog.ensureNamespace(name.namespace());
            other.catalog.commit(List.of(new TableChange.Create(name, SCHEMA, null, null, Map.of())));
        });
        Map<TableIdentifier, TableStore.Head> heads = other.heads.of(asked);
        assertEquals(Set.copyOf(there), heads.keySet());
        there.forEach(name -> assertEquals(other.heads.of(List.of(name)).get(name), heads.get(name)));
    }

    private int commitRound(int round) {
        other.catalog.commit(List.of(new TableChange.Update(
                table,
                List.of(),
                List.of(new MetadataUpdate.SetProperties(Map.of("round", Integer.toString(round)))))));
        return round;
    }

    /** How many different rounds it saw. */
    private int loadWhile(RecentLoads through, AtomicInteger acknowledged) {
        Set<Integer> seen = new HashSet<>();
        for (int before = acknowledged.get(); before != DONE; before = acknowledged.get()) {
            Matcher round = ROUND.matcher(new String(load(through).body(), StandardCharsets.UTF_8));
            assertTrue(round.find());
            int shown = Integer.parseInt(round.group(1));
            int least = before;
            assertTrue(shown >= least, () -> "shown " + shown + " after " + least + " was acknowledged");
            seen.add(shown);
        }
        return seen.size();
    }

    private RecentLoads replica(DataSource dataSource) {
        Replica replica = new Replica(dataSource, new InMemoryFileIO());
        return new RecentLoads(replica.heads, replica.tables, ForkJoinPool.commonPool());
    }

    /** Some time passes before a statement begins, and more before its answer is there. */
    private static DataSource slow(DataSource database) {
        return proxy(DataSource.class, database, (method, run) -> {
            pauseAtRandom();
            Connection connection = (Connection) run.call();
            return proxy(Connection.class, connection, (called, runIt) -> {
                if (called.equals("close")) {
                    pauseAtRandom();
                }
                return runIt.call();
            });
        });
    }

    private interface Around {
        Object call(String method, Callable<Object> run) throws Exception;
    }

    private static <T> T proxy(Class<T> type, T real, Around around) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> around.call(method.getName(), () -> {
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw (Exception) e.getCause();
                    }
                })));
    }

    private static void pauseAtRandom() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(3_000_000));
    }

    private NewestLoads.Load load() {
        return load(loads);
    }

    private NewestLoads.Load load(RecentLoads through) {
        try {
            return through.head(table)
                    .thenCompose(head -> through.load(table, head, SnapshotsShown.ALL))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }
}
