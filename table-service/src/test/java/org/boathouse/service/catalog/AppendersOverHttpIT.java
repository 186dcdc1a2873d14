package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.CloseableIterable;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sixteen of Iceberg's own clients append to one table of the running service, with manifests merged and cleaned up. */
@ExtendWith(StoresExtension.class)
class AppendersOverHttpIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final int APPENDERS = 16;
    private static final int APPENDS_EACH = 3;
    private static final int ROWS_EACH = 10;

    private final Namespace namespace =
            Namespace.of("d" + UUID.randomUUID().toString().replace("-", "").substring(0, 12), "silver");
    private final TableIdentifier events = TableIdentifier.of(namespace, "events");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<RESTCatalog> clients = new ArrayList<>();

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        for (int i = 0; i <= APPENDERS; i++) {
            RESTCatalog client = new RESTCatalog();
            client.initialize("lake", new CatalogConnection(lake.address(), storage).properties());
            clients.add(client);
        }
        clients.get(0).createNamespace(namespace);
    }

    @AfterEach
    void disconnect() throws Exception {
        threads.shutdownNow();
        for (RESTCatalog client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void onACommutativeTableNoneIsToldOfAConflictWhileItIsCompacted(int formatVersion) throws Exception {
        // Clients that would try again but once: none may have to.
        Table table = create(formatVersion, Map.of("boathouse.append", "commutative", "commit.retry.num-retries", "0"));
        List<DataFile> loaded =
                IntStream.range(0, 6).mapToObj(i -> file(table, ROWS_EACH)).toList();
        loaded.forEach(file -> table.newAppend().appendFile(file).commit());

        List<DataFile> live = new ArrayList<>(loaded.subList(4, 6));
        Future<List<DataFile>> rewritten = threads.submit(() -> compactedTwice(loaded));
        live.addAll(appendAtOnce());
        live.addAll(rewritten.get());

        everythingIsThereOnce(live);
    }

    @Test
    void onAnOrdinaryTableTheClientsOwnRetriesSuffice() throws Exception {
        create(2, Map.of());
        everythingIsThereOnce(appendAtOnce());
    }

    /** Every table's appends merge manifests, and the clients clean up what their retries left. */
    private Table create(int formatVersion, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put(TableProperties.FORMAT_VERSION, Integer.toString(formatVersion));
        all.put(TableProperties.MANIFEST_MIN_MERGE_COUNT, "3");
        return clients.get(0).createTable(events, SCHEMA, PartitionSpec.unpartitioned(), all);
    }

    private List<DataFile> appendAtOnce() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<DataFile>>> appenders = new ArrayList<>();
        for (RESTCatalog client : clients.subList(1, clients.size())) {
            appenders.add(threads.submit(() -> {
                start.await();
                List<DataFile> appended = new ArrayList<>();
                for (int i = 0; i < APPENDS_EACH; i++) {
                    Table table = client.loadTable(events);
                    DataFile file = file(table, ROWS_EACH);
                    table.newAppend().appendFile(file).commit();
                    appended.add(file);
                }
                return appended;
            }));
        }
        start.countDown();
        List<DataFile> appended = new ArrayList<>();
        for (Future<List<DataFile>> appender : appenders) {
            appended.addAll(appender.get());
        }
        return appended;
    }

    /** Rewrites are never rebased: this client tries again for itself, with other metadata each time. */
    private List<DataFile> compactedTwice(List<DataFile> loaded) {
        return List.of(compacted(loaded.get(0), loaded.get(1)), compacted(loaded.get(2), loaded.get(3)));
    }

    private DataFile compacted(DataFile one, DataFile other) {
        while (true) {
            Table table = clients.get(0).loadTable(events);
            DataFile both = file(table, 2 * ROWS_EACH);
            try {
                table.newRewrite()
                        .deleteFile(one)
                        .deleteFile(other)
                        .addFile(both)
                        .commit();
                return both;
            } catch (CommitFailedException e) {
                // Overtaken by an append.
            }
        }
    }

    private void everythingIsThereOnce(List<DataFile> expected) throws Exception {
        Table table = clients.get(0).loadTable(events);
        List<DataFile> live = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> live.add(task.file()));
        }
        List<String> places = live.stream().map(DataFile::location).sorted().toList();
        assertEquals(expected.stream().map(DataFile::location).sorted().toList(), places);
        Snapshot head = table.currentSnapshot();
        long rows = live.stream().mapToLong(DataFile::recordCount).sum();
        assertEquals(Long.toString(rows), head.summary().get("total-records"));
        assertEquals(Integer.toString(live.size()), head.summary().get("total-data-files"));
        for (Snapshot snapshot : table.snapshots()) {
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                assertTrue(table.io().newInputFile(manifest.path()).exists(), manifest.path());
            }
        }
        if (((BaseTable) table).operations().current().formatVersion() >= 3) {
            rowIdsAreGivenOnce(live, ((BaseTable) table).operations().current().nextRowId());
        }
    }

    private static void rowIdsAreGivenOnce(List<DataFile> live, long nextRowId) {
        List<DataFile> byRowId = new ArrayList<>(live);
        byRowId.sort((a, b) -> Long.compare(a.firstRowId(), b.firstRowId()));
        long free = 0;
        for (DataFile file : byRowId) {
            assertTrue(file.firstRowId() >= free, () -> file.location() + " has row ids that another file has");
            free = file.firstRowId() + file.recordCount();
        }
        assertTrue(free <= nextRowId, "row ids below the next one to be given");
    }

    private static DataFile file(Table table, long rows) {
        return DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(rows * 8)
                .withRecordCount(rows)
                .build();
    }
}
