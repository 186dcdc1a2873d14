package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotRefType;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirements;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends that another commit overtook: rebased where the table says that they commute, refused everywhere else. */
@ExtendWith(StoresExtension.class)
class CommutativeAppendIT {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final TableIdentifier EVENTS = TableIdentifier.of(Namespace.of("shop", "silver"), "events");
    private static final Map<String, String> COMMUTATIVE =
            Map.of("boathouse.append", "commutative", "commit.retry.num-retries", "0");

    private final InMemoryFileIO files = new InMemoryFileIO();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<PostgresCatalog> replicas = new ArrayList<>();
    private PostgresCatalog catalog;
    private int fileCount;

    @BeforeEach
    void open(PostgresAddress address) {
        FaultyDataSource database = new FaultyDataSource(address);
        for (int i = 0; i < 2; i++) {
            replicas.add(new Replica(database.dataSource(), files).catalog);
        }
        catalog = replicas.get(0);
        catalog.ensureNamespace(EVENTS.namespace());
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aMergeOfAHundredManifestsIsReplayedOverACompactionAndADelete(int formatVersion) {
        create(formatVersion, COMMUTATIVE);
        List<DataFile> loaded = IntStream.range(0, 104).mapToObj(i -> file(10)).toList();
        loaded.forEach(file -> client().table().newFastAppend().appendFile(file).commit());
        DataFile compacted = file(30);
        DataFile appended = file(7);

        TableClient client = client().beforeNextCommit(() -> {
            client().table()
                    .newRewrite()
                    .deleteFile(loaded.get(0))
                    .deleteFile(loaded.get(1))
                    .deleteFile(loaded.get(2))
                    .addFile(compacted)
                    .commit();
            client().table().newDelete().deleteFile(loaded.get(3)).commit();
        });
        client.table().newAppend().appendFile(appended).set("who", "us").commit();

        assertEquals(1, client.commits());
        Table now = client().table();
        Snapshot head = now.currentSnapshot();
        assertEquals("append", head.operation());
        assertEquals("us", head.summary().get("who"));
        assertEquals("1", head.summary().get("added-data-files"));
        assertEquals("7", head.summary().get("added-records"));
        Set<String> expected = new HashSet<>();
        loaded.subList(4, loaded.size()).forEach(file -> expected.add(file.location()));
        expected.add(compacted.location());
        expected.add(appended.location());
        List<DataFile> live = Recount.live(now);
        assertEquals(expected, Set.copyOf(live.stream().map(DataFile::location).toList()));
        assertEquals(expected.size(), live.size());
        Recount.totalsAgree(head, live);
        Recount.everyManifestIsThere(now, files);
        Recount.rowIdsAreGivenOnce(formatVersion, client().current(), live);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void sixteenAppendersOfACommutativeTableAreNeverRefused(int formatVersion) throws Exception {
        create(formatVersion, COMMUTATIVE);
        int commits = appendAtOnce(16, 3);
        assertEquals(16 * 3, commits, "no client was told to try again");
        List<DataFile> live = Recount.live(client().table());
        assertEquals(16 * 3, live.size());
        Recount.totalsAgree(client().table().currentSnapshot(), live);
        Recount.rowIdsAreGivenOnce(formatVersion, client().current(), live);
        assertEquals(16 * 3, client().current().snapshots().size());
    }

    @Test
    void sixteenAppendersOfAnOrdinaryTableGetThereByTheirOwnRetries() throws Exception {
        create(2, ConfigResource.COMMIT_RETRIES);
        assertTrue(appendAtOnce(16, 1) >= 16);
        List<DataFile> live = Recount.live(client().table());
        assertEquals(16, live.size());
        Recount.totalsAgree(client().table().currentSnapshot(), live);
    }

    private int appendAtOnce(int appenders, int rounds) throws Exception {
        List<Future<Integer>> running = new ArrayList<>();
        for (int i = 0; i < appenders; i++) {
            PostgresCatalog replica = replicas.get(i % replicas.size());
            running.add(threads.submit((Callable<Integer>) () -> {
                int commits = 0;
                for (int round = 0; round < rounds; round++) {
                    TableClient client = new TableClient(replica, EVENTS, files);
                    client.table().newAppend().appendFile(file(5)).commit();
                    commits += client.commits();
                }
                return commits;
            }));
        }
        int commits = 0;
        for (Future<Integer> appender : running) {
            commits += appender.get();
        }
        return commits;
    }

    /** As Kafka Connect and Flink do it: what was published is read from the head that the commit goes upon. */
    @Test
    void aPublishThatIsDoubledIsAppliedOnceToAnOrdinaryTable() {
        create(2, Map.of());
        DataFile batch = file(5);
        TableClient second = client();
        publish(client().table(), batch, 42);
        TableClient third = client().beforeNextCommit(
                        () -> assertEquals(1, Recount.live(client().table()).size()));
        assertThrows(ValidationException.class, () -> publish(second.table(), batch, 42));
        assertThrows(ValidationException.class, () -> publish(third.table(), batch, 42));

        TableClient overtaken = client();
        overtaken.beforeNextCommit(() -> publish(client().table(), file(5), 43));
        assertThrows(ValidationException.class, () -> publish(overtaken.table(), file(5), 43));
        assertEquals(1, overtaken.commits(), "the moved branch refused its commit, and its own check the next attempt");
        assertEquals(2, Recount.live(client().table()).size());
    }

    private static void publish(Table table, DataFile batch, long offset) {
        table.newAppend()
                .appendFile(batch)
                .set("offset", Long.toString(offset))
                .validateWith(ancestors -> {
                    for (Snapshot ancestor : ancestors) {
                        if (Long.parseLong(ancestor.summary().getOrDefault("offset", "-1")) >= offset) {
                            return false;
                        }
                    }
                    return true;
                })
                .commit();
    }

    @Test
    void anAppendToABranchOfItsOwnIsReplayedThereAndKeepsTheBranchsRetention() {
        create(2, COMMUTATIVE);
        client().table().newAppend().appendFile(file(1)).commit();
        client().table()
                .manageSnapshots()
                .createBranch("audit")
                .setMinSnapshotsToKeep("audit", 3)
                .commit();
        TableClient client = client().beforeNextCommit(() -> client().table()
                .newAppend()
                .appendFile(file(1))
                .toBranch("audit")
                .commit());
        client.table().newAppend().appendFile(file(1)).toBranch("audit").commit();
        SnapshotRef audit = client().current().ref("audit");
        assertEquals(3, audit.minSnapshotsToKeep());
        assertEquals(
                "3", client().current().snapshot(audit.snapshotId()).summary().get("total-data-files"));
        assertEquals(1, Recount.live(client().table()).size(), "main is as it was");
    }

    @Test
    void theSameAppendTwiceIsOneAppend() {
        create(2, COMMUTATIVE);
        client().table().newAppend().appendFile(file(1)).commit();
        TableChange append = append(client(), List.of());
        catalog.commit(List.of(append));
        client().table().newAppend().appendFile(file(1)).commit();
        String before = catalog.find(EVENTS).orElseThrow().metadataLocation();
        catalog.commit(List.of(append));
        assertEquals(before, catalog.find(EVENTS).orElseThrow().metadataLocation());
        assertEquals(3, Recount.live(client().table()).size());
    }

    @Test
    void whatIsMoreThanAnAppendIsRefusedAsEver() {
        create(2, COMMUTATIVE);
        TableIdentifier other = TableIdentifier.of(EVENTS.namespace(), "other");
        catalog.commit(List.of(
                new TableChange.Create(other, SCHEMA, PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of())));
        client().table().newAppend().appendFile(file(1)).commit();
        TableClient behind = client();
        TableChange.Update append = append(behind, List.of());
        TableChange withMore = append(behind, List.of(new MetadataUpdate.SetProperties(Map.of("color", "blue"))));
        TableChange.Update strict = new TableChange.Update(
                EVENTS,
                List.of(append.requirements().get(0), new UpdateRequirement.AssertCurrentSchemaID(7)),
                append.updates());
        TableChange.Update elsewhere = new TableChange.Update(
                EVENTS,
                List.of(new UpdateRequirement.AssertRefSnapshotID("audit", 7L)),
                List.of(
                        append.updates().get(0),
                        new MetadataUpdate.SetSnapshotRef(
                                "audit", snapshotId(append), SnapshotRefType.BRANCH, null, null, null)));
        client().table()
                .newDelete()
                .deleteFile(Recount.live(client().table()).get(0))
                .commit();
        String head = catalog.find(EVENTS).orElseThrow().metadataLocation();

        TableChange alone = new TableChange.Update(
                other, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("color", "blue"))));
        for (List<TableChange> refused : List.<List<TableChange>>of(
                List.of(withMore), List.of(strict), List.of(elsewhere), List.of(append, alone))) {
            assertThrows(CommitFailedException.class, () -> catalog.commit(refused));
            assertEquals(head, catalog.find(EVENTS).orElseThrow().metadataLocation());
        }
        catalog.commit(List.of(append));
        assertNotEquals(head, catalog.find(EVENTS).orElseThrow().metadataLocation(), "by itself it is an append");
    }

    @Test
    void aDeleteThatWasOvertakenIsRefused() {
        create(2, COMMUTATIVE);
        DataFile gone = file(1);
        client().table().newAppend().appendFile(gone).commit();
        TableClient client = client().beforeNextCommit(
                        () -> client().table().newAppend().appendFile(file(1)).commit());
        assertThrows(
                CommitFailedException.class,
                () -> client.table().newDelete().deleteFile(gone).commit());
        assertEquals(2, Recount.live(client().table()).size());
    }

    @Test
    void anAppendWhoseFilesLieElsewhereIsNotRead() {
        create(2, COMMUTATIVE);
        client().table().newAppend().appendFile(file(1)).commit();
        TableChange.Update append = append(client(), List.of());
        client().table().newAppend().appendFile(file(1)).commit();
        String json = SnapshotParser.toJson(
                        ((MetadataUpdate.AddSnapshot) append.updates().get(0)).snapshot())
                .replaceFirst(
                        "\"manifest-list\"\\s*:\\s*\"[^\"]*\"", "\"manifest-list\":\"s3://lake/elsewhere/list.avro\"");
        TableChange elsewhere = new TableChange.Update(
                EVENTS,
                append.requirements(),
                List.of(
                        new MetadataUpdate.AddSnapshot(SnapshotParser.fromJson(json)),
                        append.updates().get(1)));
        assertThrows(CommitFailedException.class, () -> catalog.commit(List.of(elsewhere)));
    }

    @Test
    void onATableWithoutThePropertyAMovedBranchRefusesAnyAppend() {
        create(2, Map.of("commit.retry.num-retries", "0"));
        TableClient client = client().beforeNextCommit(
                        () -> client().table().newAppend().appendFile(file(1)).commit());
        assertThrows(
                CommitFailedException.class,
                () -> client.table().newAppend().appendFile(file(1)).commit());
        assertEquals(1, Recount.live(client().table()).size());
    }

    @Test
    void ledgersQuarantinesAndTablesOfProductsCanNotBeCommutative() {
        catalog.ensureNamespace(Namespace.of("shop", "raw"));
        TableIdentifier ledger = TableIdentifier.of("shop", "raw", "orders");
        TableIdentifier quarantine = TableIdentifier.of("shop", "silver", "events__quarantine");
        for (TableIdentifier table : List.of(ledger, quarantine)) {
            assertThrows(BadRequestException.class, () -> create(table, 2, COMMUTATIVE));
            create(table, 2, Map.of());
            assertThrows(BadRequestException.class, () -> set(table, COMMUTATIVE));
        }
        assertThrows(
                BadRequestException.class,
                () -> create(EVENTS, 2, Map.of("boathouse.append", "commutative", TableKeys.CONTRACT_ID, "c")));
        create(2, Map.of(TableKeys.CONTRACT_ID, "c"));
        BadRequestException refused = assertThrows(BadRequestException.class, () -> set(EVENTS, COMMUTATIVE));
        assertTrue(refused.getMessage().contains("boathouse.append"), refused.getMessage());
        assertFalse(catalog.find(EVENTS).orElseThrow().metadata().properties().containsKey("boathouse.append"));
    }

    @Test
    void aModeThatDoesNotExistIsRefused() {
        assertThrows(BadRequestException.class, () -> create(2, Map.of("boathouse.append", "any")));
        create(2, COMMUTATIVE);
        assertThrows(BadRequestException.class, () -> set(EVENTS, Map.of("boathouse.append", "strict")));
    }

    /** An append that its client has written and not yet sent. */
    private TableChange.Update append(TableClient client, List<MetadataUpdate> more) {
        TableMetadata base = client.current();
        Snapshot snapshot = client.table().newAppend().appendFile(file(1)).apply();
        TableMetadata.Builder builder = TableMetadata.buildFrom(base).setBranchSnapshot(snapshot, "main");
        more.forEach(update -> update.applyTo(builder));
        TableMetadata wanted = builder.build();
        return new TableChange.Update(
                EVENTS, UpdateRequirements.forUpdateTable(base, wanted.changes()), wanted.changes());
    }

    private static long snapshotId(TableChange.Update append) {
        return ((MetadataUpdate.AddSnapshot) append.updates().get(0)).snapshot().snapshotId();
    }

    private void create(int formatVersion, Map<String, String> properties) {
        create(EVENTS, formatVersion, properties);
    }

    private void create(TableIdentifier table, int formatVersion, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("format-version", Integer.toString(formatVersion));
        catalog.commit(List.of(
                new TableChange.Create(table, SCHEMA, PartitionSpec.unpartitioned(), SortOrder.unsorted(), all)));
    }

    private void set(TableIdentifier table, Map<String, String> properties) {
        catalog.commit(List.of(
                new TableChange.Update(table, List.of(), List.of(new MetadataUpdate.SetProperties(properties)))));
    }

    private TableClient client() {
        return new TableClient(catalog, EVENTS, files);
    }

    private synchronized DataFile file(long records) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("s3://lake/data/" + fileCount++ + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(records)
                .build();
    }
}
