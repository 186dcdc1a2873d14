package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotRefType;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.metadata.MetadataFiles;
import org.boathouse.service.catalog.rules.TableRules;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random sequences of updates: what the catalog stores is what Iceberg's own builder makes of them, refusals included, those of
 * {@link TableRules} too.
 */
@ExtendWith(StoresExtension.class)
class SameAsIcebergsBuilderIT {
    private static final int COMMITS = 40;
    private static final TableIdentifier TABLE = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");
    private static final JsonMapper JSON = new JsonMapper();

    private PostgresCatalog catalog;
    private TableStore tables;

    @BeforeEach
    void open(PostgresAddress address) {
        FaultyDataSource database = new FaultyDataSource(address);
        Replica replica = new Replica(database.dataSource(), new InMemoryFileIO());
        catalog = replica.catalog;
        tables = replica.tables;
        catalog.ensureNamespace(TABLE.namespace());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,2", "4,2", "5,3", "6,3", "7,3", "8,1"})
    void anySequenceOfUpdatesEndsWhereIcebergsBuilderEnds(long seed, int formatVersion) throws Exception {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "day", Types.DateType.get()));
        TableMetadata expected = catalog.commit(List.of(new TableChange.Create(
                        TABLE,
                        schema,
                        PartitionSpec.unpartitioned(),
                        SortOrder.unsorted(),
                        Map.of("format-version", Integer.toString(formatVersion)))))
                .get(0)
                .metadata();
        Random random = new Random(seed);
        int applied = 0;
        int refused = 0;
        for (int commit = 0; commit < COMMITS; commit++) {
            List<MetadataUpdate> updates = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                updates.addAll(anyUpdate(random, expected));
            }
            TableMetadata wanted = wanted(expected, updates);
            TableChange change = new TableChange.Update(TABLE, List.of(), updates);
            String what = "seed " + seed + ", commit " + commit + ": " + updates;
            if (wanted == null) {
                assertThrows(RuntimeException.class, () -> catalog.commit(List.of(change)), what);
                refused++;
            } else {
                catalog.commit(List.of(change));
                expected = wanted;
                applied++;
            }
            TableMetadata known = catalog.find(TABLE).orElseThrow().metadata();
            assertEquals(comparable(expected), comparable(known), what);
            TableMetadata stored = MetadataFiles.parse(
                    tables.find(TABLE, SnapshotsShown.ALL).orElseThrow().document());
            assertEquals(comparable(expected), comparable(stored), what);
            refsOnlyIsTheSameWithoutTheOthers(stored, what);
        }
        assertTrue(applied > COMMITS / 2 && refused > 0, applied + " applied, " + refused + " refused");
    }

    /** Null where Iceberg refuses. */
    private static TableMetadata wanted(TableMetadata base, List<MetadataUpdate> updates) {
        try {
            TableMetadata.Builder builder = TableMetadata.buildFrom(base);
            updates.forEach(update -> update.applyTo(builder));
            TableMetadata built = builder.build();
            TableRules.check(TABLE, base, built);
            // As a table that is loaded: the changes that made it are no part of it.
            return TableMetadata.buildFrom(built).discardChanges().build();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static List<MetadataUpdate> anyUpdate(Random random, TableMetadata base) {
        String key = "p" + random.nextInt(4);
        String branch = List.of("main", "main", "main", "audit", "tagged").get(random.nextInt(5));
        return switch (random.nextInt(12)) {
            case 0 -> List.of(new MetadataUpdate.SetProperties(Map.of(key, "v" + random.nextInt(100))));
            case 1 -> List.of(new MetadataUpdate.RemoveProperties(Set.of(key)));
            case 2 -> {
                List<Types.NestedField> fields = new ArrayList<>(base.schema().columns());
                fields.add(Types.NestedField.optional(
                        base.lastColumnId() + 1, "c" + random.nextInt(1_000), Types.StringType.get()));
                yield List.of(
                        new MetadataUpdate.AddSchema(new Schema(fields)), new MetadataUpdate.SetCurrentSchema(-1));
            }
            case 3 ->
                List.of(
                        new MetadataUpdate.AddPartitionSpec(PartitionSpec.builderFor(base.schema())
                                .bucket("id", 1 + random.nextInt(16))
                                .build()),
                        new MetadataUpdate.SetDefaultPartitionSpec(-1));
            case 4 ->
                List.of(
                        new MetadataUpdate.AddSortOrder(
                                SortOrder.builderFor(base.schema()).asc("day").build()),
                        new MetadataUpdate.SetDefaultSortOrder(-1));
            case 5, 6, 7 -> snapshot(random, base, branch);
            case 8 -> List.of(new MetadataUpdate.RemoveSnapshotRef(branch));
            case 9 -> List.of(new MetadataUpdate.RemoveSnapshots(Set.of(anySnapshot(random, base))));
            case 10 ->
                List.of(new MetadataUpdate.SetSnapshotRef(
                        "tagged", anySnapshot(random, base), SnapshotRefType.TAG, null, null, 1_000_000_000L));
            default -> List.of(new MetadataUpdate.SetCurrentSchema(random.nextInt(5)));
        };
    }

    private static List<MetadataUpdate> snapshot(Random random, TableMetadata base, String branch) {
        long id = random.nextInt(1_000_000) + 1L;
        SnapshotRef head = base.ref(branch);
        String rows = base.formatVersion() > 2
                ? ",\"first-row-id\":%d,\"added-rows\":%d".formatted(base.nextRowId(), random.nextInt(100))
                : "";
        // Now and then with a sequence number that has been taken, as by a writer who was overtaken.
        long sequence = random.nextInt(8) == 0 ? base.lastSequenceNumber() : base.nextSequenceNumber();
        String json = """
                {"snapshot-id":%d,%s"sequence-number":%d,"timestamp-ms":%d,"manifest-list":"s3://lake/%d.avro",
                 "summary":{"operation":"append"},"schema-id":%d%s}""".formatted(
                        id,
                        head == null ? "" : "\"parent-snapshot-id\":" + head.snapshotId() + ",",
                        sequence,
                        Math.max(base.lastUpdatedMillis(), System.currentTimeMillis()),
                        id,
                        base.currentSchemaId(),
                        rows);
        return List.of(
                new MetadataUpdate.AddSnapshot(SnapshotParser.fromJson(json)),
                new MetadataUpdate.SetSnapshotRef(branch, id, SnapshotRefType.BRANCH, null, null, null));
    }

    private static long anySnapshot(Random random, TableMetadata base) {
        return base.snapshots().isEmpty()
                ? 7
                : base.snapshots().get(random.nextInt(base.snapshots().size())).snapshotId();
    }

    /** Without what depends on the clock and on where the files are. */
    private static JsonNode comparable(TableMetadata metadata) throws JsonProcessingException {
        ObjectNode json = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(metadata));
        json.remove(List.of("last-updated-ms", "metadata-log"));
        json.path("snapshot-log").forEach(entry -> ((ObjectNode) entry).remove("timestamp-ms"));
        return json;
    }

    private void refsOnlyIsTheSameWithoutTheOthers(TableMetadata stored, String what) throws Exception {
        JsonNode shown = JSON.readTree(
                tables.find(TABLE, SnapshotsShown.REFS).orElseThrow().document().json());
        ObjectNode whole = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(stored));
        Set<Long> referenced = new HashSet<>();
        stored.refs().values().forEach(ref -> referenced.add(ref.snapshotId()));
        var kept = JSON.createArrayNode();
        whole.path("snapshots").forEach(snapshot -> {
            if (referenced.contains(snapshot.path("snapshot-id").asLong())) {
                kept.add(snapshot);
            }
        });
        whole.set("snapshots", kept);
        assertEquals(whole, shown, what);
    }
}
