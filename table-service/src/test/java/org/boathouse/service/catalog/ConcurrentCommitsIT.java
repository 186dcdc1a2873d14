package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many writers of one table at once, over HTTP with Iceberg's own client. */
@ExtendWith(StoresExtension.class)
class ConcurrentCommitsIT {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 5;
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final RESTCatalog catalog = new RESTCatalog();
    private final Namespace namespace = Namespace.of("c" + UUID.randomUUID());
    private final TableIdentifier table = TableIdentifier.of(namespace, "t");

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        catalog.initialize("lake", new CatalogConnection(lake.address(), storage).properties());
        catalog.createNamespace(namespace);
    }

    @AfterEach
    void disconnect() throws Exception {
        threads.shutdownNow();
        catalog.close();
    }

    @Test
    void exactlyOneOfThoseWhoReadTheSameHeadWinsInEveryRound() throws Exception {
        catalog.buildTable(table, SCHEMA)
                .withProperties(Map.of("commit.retry.num-retries", "0"))
                .create();
        for (int round = 1; round <= ROUNDS; round++) {
            List<Callable<Boolean>> commits = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Table read = catalog.loadTable(table);
                commits.add(() -> {
                    try {
                        read.newAppend().appendFile(file(1)).commit();
                        return true;
                    } catch (CommitFailedException e) {
                        return false;
                    }
                });
            }
            long won = atOnce(commits).stream().filter(win -> win).count();
            assertEquals(1, won, "round " + round);
            assertEquals(Integer.toString(round), total());
        }
    }

    @Test
    void everyAcknowledgedAppendIsInTheHistoryOnce() throws Exception {
        catalog.buildTable(table, SCHEMA)
                .withProperties(Map.of("commit.retry.num-retries", "20", "commit.retry.min-wait-ms", "5"))
                .create();
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.add(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    catalog.loadTable(table).newAppend().appendFile(file(1)).commit();
                }
                return ROUNDS;
            });
        }
        int acknowledged = atOnce(writers).stream().mapToInt(n -> n).sum();
        assertEquals(WRITERS * ROUNDS, acknowledged);
        assertEquals(Integer.toString(acknowledged), total());
        List<Snapshot> history = new ArrayList<>();
        catalog.loadTable(table).snapshots().forEach(history::add);
        assertEquals(acknowledged, history.size());
        assertTrue(history.stream()
                .allMatch(snapshot -> snapshot.summary().get("added-records").equals("1")));
    }

    private String total() {
        return catalog.loadTable(table).currentSnapshot().summary().get("total-records");
    }

    private <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> task : tasks) {
            running.add(threads.submit(() -> {
                start.await();
                return task.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> result : running) {
            results.add(result.get());
        }
        return results;
    }

    private static DataFile file(long records) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(records)
                .build();
    }
}
