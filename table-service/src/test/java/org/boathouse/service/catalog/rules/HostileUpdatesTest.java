package org.boathouse.service.catalog.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.apache.iceberg.rest.responses.LoadTableResponseParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.boathouse.service.catalog.IcebergJson;
import org.boathouse.service.http.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of update with every part of it replaced by what does not belong there: it is refused with a 4xx, or the table
 * can be read back as its clients read it, followed to the ends of its history, and committed to again.
 */
class HostileUpdatesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TableIdentifier TABLE = TableIdentifier.of("a", "t");
    private static final IcebergJson BODIES = new IcebergJson();
    private static final long NOW = System.currentTimeMillis();

    private static final String FIELD = """
            {"id":3,"name":"added","type":{"type":"struct","fields":[{"id":4,"name":"in","type":"string","required":false}]},
             "required":false,"doc":"d"}""";

    /** One of each that fits {@link #table}; %1$d is its next sequence number, %2$s what snapshots of its version say more. */
    private static List<String> updates() {
        return List.of("""
                [{"action":"add-snapshot","snapshot":{"snapshot-id":12,"parent-snapshot-id":11,"sequence-number":%1$d,
                  "timestamp-ms":%3$d,"manifest-list":"s3://lake/t/12.avro","schema-id":0,
                  "summary":{"operation":"append","added-records":"1"}%2$s}},
                 {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":12,
                  "min-snapshots-to-keep":1,"max-snapshot-age-ms":5,"max-ref-age-ms":7}]""", """
                [{"action":"add-snapshot","snapshot":{"snapshot-id":13,"sequence-number":%1$d,"timestamp-ms":%3$d,
                  "manifest-list":"s3://lake/t/13.avro","summary":{"operation":"append"}%2$s}},
                 {"action":"set-snapshot-ref","ref-name":"b","type":"branch","snapshot-id":13}]""", """
                [{"action":"set-snapshot-ref","ref-name":"t","type":"tag","snapshot-id":11,"max-ref-age-ms":7}]""", """
                [{"action":"remove-snapshot-ref","ref-name":"main"}]""", """
                [{"action":"remove-snapshots","snapshot-ids":[10]}]""", """
                [{"action":"add-schema","schema":{"type":"struct","schema-id":1,"identifier-field-ids":[1],"fields":[
                  {"id":1,"name":"id","type":"long","required":true},
                  {"id":2,"name":"day","type":"date","required":false},%4$s]},"last-column-id":4},
                 {"action":"set-current-schema","schema-id":-1}]""", """
                [{"action":"add-spec","spec":{"spec-id":1,"fields":[
                  {"source-id":1,"field-id":1000,"name":"id_bucket","transform":"bucket[4]"},
                  {"source-id":2,"field-id":1001,"name":"m","transform":"month"}]}},
                 {"action":"set-default-spec","spec-id":-1}]""", """
                [{"action":"add-sort-order","sort-order":{"order-id":1,"fields":[
                  {"transform":"identity","source-id":2,"direction":"asc","null-order":"nulls-first"}]}},
                 {"action":"set-default-sort-order","sort-order-id":-1}]""", """
                [{"action":"remove-partition-specs","spec-ids":[7]},{"action":"remove-schemas","schema-ids":[7]}]""", """
                [{"action":"set-properties","updates":{"a":"1","write.metadata.previous-versions-max":"5",
                  "commit.retry.num-retries":"3","version.history.num-entries":"3"}},
                 {"action":"remove-properties","removals":["a"]}]""", """
                [{"action":"set-location","location":"s3://lake/t2"}]""", """
                [{"action":"assign-uuid","uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1"}]""", """
                [{"action":"upgrade-format-version","format-version":3}]""", """
                [{"action":"set-statistics","snapshot-id":11,"statistics":{"snapshot-id":11,
                  "statistics-path":"s3://lake/t/s.puffin","file-size-in-bytes":9,"file-footer-size-in-bytes":4,
                  "blob-metadata":[{"type":"ndv","snapshot-id":11,"sequence-number":1,"fields":[1],"properties":{"n":"1"}}]}},
                 {"action":"remove-statistics","snapshot-id":10}]""", """
                [{"action":"set-partition-statistics","partition-statistics":{"snapshot-id":11,
                  "statistics-path":"s3://lake/t/p.parquet","file-size-in-bytes":9}},
                 {"action":"remove-partition-statistics","snapshot-id":10}]""", """
                [{"action":"add-encryption-key","encryption-key":{"key-id":"k","encrypted-key-metadata":"eA==",
                  "encrypted-by-id":"kms","properties":{"p":"v"}}},
                 {"action":"remove-encryption-key","key-id":"none"}]""", """
                [{"action":"add-view-version","view-version":{"version-id":2,"schema-id":0,"timestamp-ms":%3$d,
                  "summary":{"engine":"x"},"default-catalog":"c","default-namespace":["n"],"representations":[
                    {"type":"sql","sql":"SELECT 2","dialect":"spark"}]}},
                 {"action":"set-current-view-version","view-version-id":-1}]""");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anUpdateIsRefusedOrLeavesATableThatCanBeReadAndCommittedTo(int formatVersion) throws Exception {
        TableMetadata base = table(formatVersion);
        int refused = 0;
        int accepted = 0;
        List<String> wrong = new ArrayList<>();
        for (String template : updates()) {
            ArrayNode valid = (ArrayNode) JSON.readTree(template.formatted(
                    base.nextSequenceNumber(),
                    formatVersion < 3 ? "" : ",\"first-row-id\":%d,\"added-rows\":1".formatted(base.nextRowId()),
                    NOW,
                    FIELD));
            for (ArrayNode hostile : HostileVariants.of(valid)) {
                try {
                    if (survives(base, hostile)) {
                        accepted++;
                    } else {
                        refused++;
                    }
                } catch (AssertionError e) {
                    wrong.add(e.getMessage());
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(refused > 1_000 && accepted > 500, refused + " refused, " + accepted + " accepted");
    }

    @Test
    void aViewIsLeftReadableOrTheUpdateIsRefused() throws Exception {
        ViewMetadata base = ViewMetadataParser.fromJson("""
                {"view-uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1","format-version":1,"location":"s3://lake/v",
                 "schemas":[{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"id","type":"long","required":true}]}],
                 "current-version-id":1,"properties":{},
                 "versions":[{"version-id":1,"schema-id":0,"timestamp-ms":1,"summary":{},"default-namespace":["n"],
                   "representations":[{"type":"sql","sql":"SELECT 1","dialect":"spark"}]}],
                 "version-log":[{"version-id":1,"timestamp-ms":1}]}""");
        int accepted = 0;
        for (String template : updates()) {
            ArrayNode valid = (ArrayNode) JSON.readTree(template.formatted(1, "", NOW, FIELD));
            for (ArrayNode hostile : HostileVariants.of(valid)) {
                accepted += survives(base, hostile) ? 1 : 0;
            }
        }
        assertTrue(accepted > 100, accepted + " accepted");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyUpdateThatFitsIsAccepted(int formatVersion) throws Exception {
        TableMetadata base = table(formatVersion);
        List<String> updates = updates();
        for (String template : updates.subList(0, updates.size() - 1)) {
            ArrayNode valid = (ArrayNode) JSON.readTree(template.formatted(
                    formatVersion == 1 ? 0 : base.nextSequenceNumber(),
                    formatVersion < 3 ? "" : ",\"first-row-id\":%d,\"added-rows\":1".formatted(base.nextRowId()),
                    NOW,
                    FIELD));
            if (!template.contains("assign-uuid")) {
                assertTrue(survives(base, valid), template);
            }
        }
    }

    @Test
    void aRequirementHoldsOrIsRefused() throws Exception {
        TableMetadata base = table(2);
        ArrayNode valid = (ArrayNode) JSON.readTree("""
                [{"type":"assert-create"},{"type":"assert-table-uuid","uuid":"%s"},
                 {"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":11},
                 {"type":"assert-last-assigned-field-id","last-assigned-field-id":2},
                 {"type":"assert-current-schema-id","current-schema-id":0},
                 {"type":"assert-last-assigned-partition-id","last-assigned-partition-id":1000},
                 {"type":"assert-default-spec-id","default-spec-id":0},
                 {"type":"assert-default-sort-order-id","default-sort-order-id":0},
                 {"type":"assert-view-uuid","uuid":"%1$s"}]""".formatted(base.uuid()));
        for (JsonNode requirement : valid) {
            for (ArrayNode hostile : HostileVariants.of(JSON.createArrayNode().add(requirement))) {
                try {
                    ObjectNode request = JSON.createObjectNode();
                    request.set("requirements", hostile);
                    request.putArray("updates");
                    read(request).requirements().forEach(read -> read.validate(base));
                } catch (RuntimeException e) {
                    assertRefused(e, hostile);
                }
            }
        }
    }

    private static boolean survives(TableMetadata base, ArrayNode updates) throws Exception {
        TableMetadata changed;
        try {
            List<MetadataUpdate> parsed = parse(updates);
            changed = TableRules.build(TableMetadata.buildFrom(base), parsed);
            TableRules.check(TABLE, base, changed);
        } catch (RuntimeException e) {
            assertRefused(e, updates);
            return false;
        }
        String why = updates.toString();
        try {
            TableMetadata stored = stored(changed);
            List<Consumer<TableMetadata.Builder>> following = List.of(
                    builder -> builder.setProperties(Map.of("k", "v")),
                    builder -> builder.setCurrentSchema(
                            new Schema(Stream.concat(
                                            stored.schema().columns().stream(),
                                            Stream.of(Types.NestedField.optional(
                                                    stored.lastColumnId() + 1, "later", Types.StringType.get())))
                                    .toList()),
                            stored.lastColumnId() + 1),
                    builder -> builder.setDefaultPartitionSpec(PartitionSpec.builderFor(stored.schema())
                            .withSpecId(99)
                            .bucket(stored.schema().columns().get(0).name(), 3)
                            .build()),
                    builder -> new MetadataUpdate.AddSnapshot(snapshot(stored, 77)).applyTo(builder),
                    builder -> builder.setBranchSnapshot(snapshot(stored, 78), "main"));
            for (Consumer<TableMetadata.Builder> next : following) {
                TableMetadata.Builder builder = TableMetadata.buildFrom(stored);
                next.accept(builder);
                TableMetadata again = builder.build();
                TableRules.check(TABLE, stored, again);
                stored(again);
            }
        } catch (RuntimeException e) {
            throw new AssertionError("Accepted, and then: " + e + " of " + why, e);
        }
        return true;
    }

    /** As the catalog stores it and its clients read it, with its lines of ancestors followed to their ends. */
    private static TableMetadata stored(TableMetadata metadata) {
        String json = TableMetadataParser.toJson(metadata);
        TableMetadata read = TableMetadataParser.fromJson("s3://lake/t/metadata/1.json", json);
        LoadTableResponseParser.fromJson(LoadTableResponseParser.toJson(
                LoadTableResponse.builder().withTableMetadata(read).build()));
        assertEquals(json, new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        for (Snapshot snapshot : read.snapshots()) {
            int steps = 0;
            for (Snapshot at = snapshot; at != null && at.parentId() != null; at = read.snapshot(at.parentId())) {
                assertTrue(steps++ < 100, "an endless line of ancestors");
            }
        }
        assertTrue(read.spec() != null && read.sortOrder() != null && read.schema() != null);
        return read;
    }

    private static boolean survives(ViewMetadata base, ArrayNode updates) throws Exception {
        ViewMetadata changed;
        try {
            List<MetadataUpdate> parsed = parse(updates);
            changed = ViewRules.build(base, () -> {
                ViewMetadata.Builder builder = ViewMetadata.buildFrom(base);
                parsed.forEach(update -> update.applyTo(builder));
                return builder.build();
            });
        } catch (RuntimeException e) {
            assertRefused(e, updates);
            return false;
        }
        try {
            ViewMetadata stored = ViewMetadataParser.fromJson("s3://v.json", ViewMetadataParser.toJson(changed));
            stored.schema();
            ViewRules.build(stored, () -> ViewMetadata.buildFrom(stored)
                    .setProperties(Map.of("k", "v"))
                    .build());
        } catch (RuntimeException e) {
            throw new AssertionError("Accepted, and then: " + e + " of " + updates, e);
        }
        return true;
    }

    private static void assertRefused(RuntimeException failure, ArrayNode updates) {
        Refusal refusal = Refusal.of(failure, true);
        if (refusal.status() < 400 || refusal.status() > 499) {
            throw new AssertionError(refusal + " of " + updates, failure);
        }
    }

    private static List<MetadataUpdate> parse(ArrayNode updates) {
        ObjectNode request = JSON.createObjectNode();
        request.putArray("requirements");
        request.set("updates", updates);
        return read(request).updates();
    }

    private static UpdateTableRequest read(ObjectNode request) {
        @SuppressWarnings("unchecked")
        Class<RESTRequest> type = (Class<RESTRequest>) (Class<?>) UpdateTableRequest.class;
        byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
        return (UpdateTableRequest) BODIES.readFrom(type, null, null, null, null, new ByteArrayInputStream(body));
    }

    /** Two snapshots on main, the older one tagged. */
    private static TableMetadata table(int formatVersion) {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "day", Types.DateType.get()));
        TableMetadata table = TableMetadata.newTableMetadata(
                schema,
                PartitionSpec.builderFor(schema).bucket("id", 4).build(),
                SortOrder.unsorted(),
                "s3://lake/t",
                new HashMap<>(Map.of("format-version", Integer.toString(formatVersion))));
        for (long id : new long[] {10, 11}) {
            table = TableMetadata.buildFrom(table)
                    .setBranchSnapshot(snapshot(table, id), "main")
                    .build();
        }
        return TableMetadataParser.fromJson("s3://lake/t/metadata/0.json", TableMetadataParser.toJson(table));
    }

    private static Snapshot snapshot(TableMetadata table, long id) {
        String parent = table.currentSnapshot() == null
                ? ""
                : "\"parent-snapshot-id\":" + table.currentSnapshot().snapshotId() + ",";
        String rows =
                table.formatVersion() < 3 ? "" : ",\"first-row-id\":%d,\"added-rows\":10".formatted(table.nextRowId());
        return SnapshotParser.fromJson(
                """
                {"snapshot-id":%d,%s"sequence-number":%d,"timestamp-ms":%d,"manifest-list":"s3://lake/t/%d.avro",
                 "summary":{"operation":"append"}%s}""".formatted(id, parent, table.nextSequenceNumber(), System.currentTimeMillis(), id, rows));
    }
}
