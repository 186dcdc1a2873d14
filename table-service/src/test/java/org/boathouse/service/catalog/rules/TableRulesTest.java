package org.boathouse.service.catalog.rules;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Types;
import org.boathouse.service.http.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableRulesTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("a", "t");

    private final TableMetadata empty = table(2);

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_001})
    void aSequenceNumberThatCanNotBeTheNextIsABadRequest(long number) {
        assertThrows(BadRequestException.class, () -> change(empty, add(1, null, number)));
    }

    @Test
    void aSequenceNumberThatIsTakenIsAConflict() {
        TableMetadata two = change(empty, add(1, null, 1), add(2, 1L, 2));
        assertThrows(CommitFailedException.class, () -> change(two, add(3, 2L, 2)));
        assertThrows(CommitFailedException.class, () -> change(two, add(3, 2L, 1)));
        assertThrows(RuntimeException.class, () -> change(two, add(3, null, 1)));
        assertEquals(2, change(two, add(3, null, 2)).lastSequenceNumber(), "as when replaced twice at once");
        assertEquals(3, change(two, add(3, null, 3)).lastSequenceNumber());
    }

    @Test
    void aSnapshotCanNotBecomeItsOwnAncestor() {
        assertThrows(BadRequestException.class, () -> change(empty, add(1, 1L, 1)));
        assertThrows(BadRequestException.class, () -> change(empty, add(1, 2L, 1), add(2, 1L, 2)));
        TableMetadata line = change(empty, add(1, null, 1), add(2, 1L, 2), add(3, 2L, 3));
        assertThrows(
                BadRequestException.class, () -> change(line, new MetadataUpdate.RemoveSnapshots(1), add(1, 3L, 4)));
        assertDoesNotThrow(() -> change(line, new MetadataUpdate.RemoveSnapshots(1), add(1, null, 4)));
    }

    @Test
    void aSnapshotIsMadeInThePast() {
        long now = System.currentTimeMillis();
        for (long millis : new long[] {0, -1, now + 120_000, Long.MAX_VALUE}) {
            assertThrows(BadRequestException.class, () -> change(empty, add(1, null, 1, millis, "")));
        }
        assertDoesNotThrow(() -> change(empty, add(1, null, 1, now + 30_000, "")));
    }

    @Test
    void rowIdsAreGivenOutWithoutGaps() {
        TableMetadata v3 = table(3);
        long now = System.currentTimeMillis();
        TableMetadata ten = change(v3, add(1, null, 1, now, ",\"first-row-id\":0,\"added-rows\":10"));
        for (String rows : List.of(
                ",\"first-row-id\":11,\"added-rows\":1",
                ",\"first-row-id\":10,\"added-rows\":9223372036854775807",
                "")) {
            assertThrows(RuntimeException.class, () -> change(ten, add(2, 1L, 2, now, rows)), rows);
        }
        assertThrows(
                BadRequestException.class,
                () -> change(empty, add(1, null, 1, now, ",\"first-row-id\":0,\"added-rows\":1")));
        assertEquals(
                11,
                change(ten, add(2, 1L, 2, now, ",\"first-row-id\":10,\"added-rows\":1"))
                        .nextRowId());
    }

    @Test
    void aSchemaThatASnapshotWasWrittenWithStays() {
        TableMetadata written = change(empty, add(1, null, 1, System.currentTimeMillis(), ",\"schema-id\":0"));
        TableMetadata evolved = change(
                written,
                new MetadataUpdate.AddSchema(new Schema(Types.NestedField.optional(2, "b", Types.LongType.get()))),
                new MetadataUpdate.SetCurrentSchema(-1));
        assertThrows(BadRequestException.class, () -> change(evolved, new MetadataUpdate.RemoveSchemas(Set.of(0))));
        assertDoesNotThrow(() ->
                change(evolved, new MetadataUpdate.RemoveSnapshots(1), new MetadataUpdate.RemoveSchemas(Set.of(0))));
    }

    @Test
    void oneCommitDoesNotUseUpTheIdsOfColumns() {
        Schema far = new Schema(Types.NestedField.optional(2_000_000_000, "b", Types.LongType.get()));
        assertThrows(BadRequestException.class, () -> change(empty, new MetadataUpdate.AddSchema(far)));
    }

    @Test
    void aTableKeepsItsUuid() {
        MetadataUpdate other = new MetadataUpdate.AssignUUID("9c12d441-03fe-4693-9a96-a0705ddf69c1");
        assertThrows(BadRequestException.class, () -> change(empty, other));
        assertDoesNotThrow(() -> change(empty, new MetadataUpdate.AssignUUID(empty.uuid())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4, 5})
    void formatVersionsThatAreNotServedAreRefused(int version) {
        assertThrows(RuntimeException.class, () -> change(empty, new MetadataUpdate.UpgradeFormatVersion(version)));
    }

    @ParameterizedTest
    @CsvSource({
        "write.metadata.previous-versions-max, x",
        "write.metadata.previous-versions-max, -1",
        "write.metadata.previous-versions-max, 2147483647",
        "commit.retry.num-retries, many",
        "write.target-file-size-bytes, 1e9",
        "write.metadata.compression-codec, x",
        "'', 1"
    })
    void aPropertyThatNoCommitCouldReadIsRefused(String key, String value) {
        MetadataUpdate update = new MetadataUpdate.SetProperties(Map.of(key, value));
        RuntimeException refused = assertThrows(RuntimeException.class, () -> change(empty, update), key);
        assertEquals(400, Refusal.of(refused, true).status());
        assertTrue(refused.getMessage().contains(key.isEmpty() ? "key" : value), refused.getMessage());
    }

    @Test
    void tenThousandPropertiesAreKeptAndNoMore() {
        Map<String, String> many = new HashMap<>();
        while (many.size() + empty.properties().size() < 10_000) {
            many.put("k" + many.size(), "v");
        }
        TableMetadata full = change(empty, new MetadataUpdate.SetProperties(many));
        assertEquals(10_000, full.properties().size());
        assertThrows(
                BadRequestException.class, () -> change(full, new MetadataUpdate.SetProperties(Map.of("one", "more"))));
        assertThrows(
                BadRequestException.class,
                () -> change(empty, new MetadataUpdate.SetProperties(Map.of("k", "v".repeat(5 << 20)))));
    }

    private static TableMetadata change(TableMetadata base, MetadataUpdate... updates) {
        TableMetadata changed = TableRules.build(TableMetadata.buildFrom(base), List.of(updates));
        TableRules.check(TABLE, base, changed);
        return stored(changed);
    }

    private static TableMetadata stored(TableMetadata metadata) {
        return TableMetadataParser.fromJson("s3://lake/t/metadata/0.json", TableMetadataParser.toJson(metadata));
    }

    private static MetadataUpdate add(long id, Long parent, long sequenceNumber) {
        return add(id, parent, sequenceNumber, System.currentTimeMillis(), "");
    }

    private static MetadataUpdate add(long id, Long parent, long sequenceNumber, long millis, String more) {
        Snapshot snapshot = SnapshotParser.fromJson("""
                {"snapshot-id":%d,%s"sequence-number":%d,"timestamp-ms":%d,"manifest-list":"s3://lake/t/%1$d.avro",
                 "summary":{"operation":"append"}%s}""".formatted(
                id, parent == null ? "" : "\"parent-snapshot-id\":" + parent + ",", sequenceNumber, millis, more));
        return new MetadataUpdate.AddSnapshot(snapshot);
    }

    private static TableMetadata table(int formatVersion) {
        return table(Map.of("format-version", Integer.toString(formatVersion)));
    }

    private static TableMetadata table(Map<String, String> properties) {
        return stored(TableMetadata.newTableMetadata(
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                "s3://lake/t",
                new HashMap<>(properties)));
    }
}
