package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
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

/** After commits that no client of good will sends, Iceberg's own client loads the table and commits to it as before. */
@ExtendWith(StoresExtension.class)
class HostileCommitsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private final LakeProcess lake;
    private final HttpClient http = HttpClient.newHttpClient();
    private final RESTCatalog catalog = new RESTCatalog();
    private final Namespace namespace = Namespace.of("n" + UUID.randomUUID());
    private final TableIdentifier name = TableIdentifier.of(namespace, "t");

    HostileCommitsIT(LakeProcess lake) {
        this.lake = lake;
    }

    @BeforeEach
    void makeATable(LakeStorage storage) {
        catalog.initialize("lake", new CatalogConnection(lake.address(), storage).properties());
        catalog.createNamespace(namespace);
        catalog.createTable(name, SCHEMA);
    }

    @AfterEach
    void disconnect() throws Exception {
        catalog.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"add-snapshot\",\"snapshot\":{\"snapshot-id\":1,\"sequence-number\":-5,\"timestamp-ms\":NOW,\"manifest-list\":\"s3://lake/x.avro\",\"summary\":{\"operation\":\"append\"}}}",
                "{\"action\":\"add-snapshot\",\"snapshot\":{\"snapshot-id\":1,\"sequence-number\":9223372036854775807,\"timestamp-ms\":NOW,\"manifest-list\":\"s3://lake/x.avro\",\"summary\":{\"operation\":\"append\"}}}",
                "{\"action\":\"add-snapshot\",\"snapshot\":{\"snapshot-id\":1,\"parent-snapshot-id\":1,\"sequence-number\":1,\"timestamp-ms\":NOW,\"manifest-list\":\"s3://lake/x.avro\",\"summary\":{\"operation\":\"append\"}}}",
                "{\"action\":\"add-snapshot\",\"snapshot\":{\"snapshot-id\":1,\"sequence-number\":1,\"timestamp-ms\":NOW,\"manifest-list\":\"s3://lake/x.avro\",\"summary\":{\"operation\":\"append\",\"x\":\"\\u0000\"}}}",
                "{\"action\":\"add-snapshot\",\"snapshot\":{\"snapshot-id\":1,\"sequence-number\":1,\"timestamp-ms\":NOW,\"manifests\":[\"s3://lake/x.avro\"],\"summary\":{\"operation\":\"append\"}}}",
                "{\"action\":\"add-schema\",\"schema\":{\"type\":\"struct\",\"schema-id\":1,\"fields\":[{\"id\":2147483647,\"name\":\"x\",\"type\":\"long\",\"required\":false}]}}",
                "{\"action\":\"add-snapshot\",\"snapshot\":{\"snapshot-id\":1,\"sequence-number\":1,\"timestamp-ms\":NOW,\"manifest-list\":\"file:/tmp/../etc/passwd\",\"summary\":{\"operation\":\"append\"}}}",
                "{\"action\":\"set-default-spec\",\"spec-id\":7}",
                "{\"action\":\"set-default-sort-order\",\"sort-order-id\":7}",
                "{\"action\":\"set-current-schema\",\"schema-id\":7}",
                "{\"action\":\"upgrade-format-version\",\"format-version\":4}",
                "{\"action\":\"assign-uuid\",\"uuid\":\"x\"}",
                "{\"action\":\"set-properties\",\"updates\":{\"write.metadata.previous-versions-max\":\"x\"}}",
                "{\"action\":\"set-properties\",\"updates\":{\"commit.retry.num-retries\":\"x\"}}",
                "{\"action\":\"set-properties\",\"updates\":{\"schema.name-mapping.default\":\"x\"}}",
                "{\"action\":\"set-properties\",\"updates\":{\"a\":null}}",
                "{\"action\":\"set-location\",\"location\":\"s3://lake/../x\"}",
                "{\"action\":\"none\"}"
            })
    void itIsRefusedAndTheTableIsAsItWas(String update) throws Exception {
        String now = Long.toString(System.currentTimeMillis());
        HttpResponse<String> answer = send(
                "POST",
                "/iceberg/v1/namespaces/" + namespace + "/tables/t",
                "{\"requirements\":[],\"updates\":[" + update.replace("NOW", now) + "]}");
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals(
                400, JSON.readTree(answer.body()).path("error").path("code").asInt(), answer.body());
        stillTakesCommits();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"updates\":[]}", "{\"requirements\":[]}", "{\"requirments\":[],\"updates\":[]}"})
    void aCommitThatDoesNotSayWhatItRequiresAndChangesIsRefused(String commit) throws Exception {
        String there = catalog.loadTable(name).uuid() + location();
        String table = "/iceberg/v1/namespaces/" + namespace + "/tables/t";
        String one = commit.replaceFirst(
                "\\{", "{\"identifier\":{\"namespace\":[\"%s\"],\"name\":\"t\"},".formatted(namespace));
        String change = "{\"table-changes\":[%s]}".formatted(one.replace(",}", "}"));
        for (HttpResponse<String> answer :
                List.of(send("POST", table, commit), send("POST", "/iceberg/v1/transactions/commit", change))) {
            assertEquals(400, answer.statusCode(), answer.body());
            String missing = commit.contains("\"requirements\"") ? "updates" : "requirements";
            assertTrue(answer.body().contains("has no '" + missing + "'"), answer.body());
        }
        assertEquals(there, catalog.loadTable(name).uuid() + location());
    }

    /** Iceberg's own parser takes null for none, and clients in Go write an empty list so. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"requirements\":[],\"updates\":[]}", "{\"requirements\":null,\"updates\":null}"})
    void aCommitThatSaysItChangesNothingChangesNothing(String commit) throws Exception {
        String there = location();
        HttpResponse<String> answer = send("POST", "/iceberg/v1/namespaces/" + namespace + "/tables/t", commit);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(there, location());
    }

    @Test
    void aCommitToAViewThatDoesNotSayWhatItChangesIsRefusedAndOneThatRequiresNothingIsNot() throws Exception {
        catalog.buildView(TableIdentifier.of(namespace, "v"))
                .withSchema(SCHEMA)
                .withDefaultNamespace(namespace)
                .withQuery("spark", "SELECT 1 AS id")
                .create();
        String view = "/iceberg/v1/namespaces/" + namespace + "/views/v";
        for (String commit : List.of("{}", "{\"requirements\":[]}")) {
            HttpResponse<String> answer = send("POST", view, commit);
            assertEquals(400, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("has no 'updates'"), answer.body());
        }
        String update = "{\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"a\":\"b\"}}]}";
        assertEquals(200, send("POST", view, update).statusCode());
        assertEquals(
                "b",
                catalog.loadView(TableIdentifier.of(namespace, "v"))
                        .properties()
                        .get("a"));
    }

    private String location() {
        return ((HasTableOperations) catalog.loadTable(name))
                .operations()
                .current()
                .metadataFileLocation();
    }

    @Test
    void whatARegisteredFileHoldsDoesNotStopTheEventsOfAllTables() throws Exception {
        Table table = catalog.loadTable(name);
        String file = table.location() + "/metadata/00001-odd.metadata.json";
        String metadata = """
                {"format-version":2,"table-uuid":"%s","location":"%s","last-sequence-number":1,"last-updated-ms":%d,
                 "last-column-id":1,"current-schema-id":0,
                 "schemas":[{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"id","required":true,"type":"long"}]}],
                 "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[]}],"last-partition-id":999,
                 "default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],"properties":{},
                 "current-snapshot-id":1,"refs":{"main":{"snapshot-id":1,"type":"branch"}},
                 "snapshots":[{"sequence-number":1,"snapshot-id":1,"timestamp-ms":1,"manifest-list":"%2$s/x.avro",
                   "summary":{"operation":"append","odd":"\\u0000 and \\ud800"}}],
                 "snapshot-log":[],"metadata-log":[]}""".formatted(UUID.randomUUID(), table.location(), System.currentTimeMillis());
        try (var out = table.io().newOutputFile(file).create()) {
            out.write(metadata.getBytes(StandardCharsets.UTF_8));
        }
        catalog.dropTable(name);
        catalog.registerTable(name, file);

        List<String> subjects = JSON.readTree(events()).findValuesAsText("subject");
        assertTrue(subjects.contains(name.toString()), subjects.toString());
        stillTakesProperties();
    }

    @Test
    void summariesThatCountNothingDoNotHideTheOtherTables() throws Exception {
        String commit = """
                {"requirements":[],"updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":1,"timestamp-ms":%d,%s
                  "manifest-list":"s3://lake/none.avro"}},
                 {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":1}]}""";
        TableIdentifier first = TableIdentifier.of(namespace, "v1");
        catalog.buildTable(first, SCHEMA).withProperty("format-version", "1").create();
        String odd = "\"sequence-number\":1,\"summary\":{\"operation\":\"append\",\"total-records\":\"many\"},";
        long now = System.currentTimeMillis();
        String tables = "/iceberg/v1/namespaces/" + namespace + "/tables/";
        assertEquals(200, send("POST", tables + "t", commit.formatted(now, odd)).statusCode());
        HttpResponse<String> bare = send("POST", tables + "v1", commit.formatted(now, ""));
        assertEquals(200, bare.statusCode(), bare.body());

        List<String> names = JSON.readTree(send("GET", "/api/v1/tables", null).body())
                .path("tables")
                .findValuesAsText("name");
        assertTrue(names.contains(name.toString()) && names.contains(first.toString()), names.toString());
        for (TableIdentifier table : List.of(name, first)) {
            assertEquals(
                    200,
                    send("GET", "/api/v1/tables/" + table + "/history", null).statusCode());
        }
    }

    @Test
    void aPartitionSpecStaysAsLongAsASnapshotHasFilesOfIt() throws Exception {
        Table table = catalog.loadTable(name);
        DataFile unpartitioned = file(table, "");
        table.newAppend().appendFile(unpartitioned).commit();
        table.updateSpec().addField("id").commit();
        table.newAppend().appendFile(file(table, "id=1")).commit();

        HttpResponse<String> answer = send(
                "POST",
                "/iceberg/v1/namespaces/" + namespace + "/tables/t",
                "{\"requirements\":[],\"updates\":[{\"action\":\"remove-partition-specs\",\"spec-ids\":[0]}]}");

        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("Partition spec 0 can't be removed: snapshot"), answer.body());
        assertEquals(Set.of(0, 1), catalog.loadTable(name).specs().keySet());

        table.newDelete().deleteFile(unpartitioned).commit();
        table.newAppend().appendFile(file(table, "id=2")).commit();
        table.updateProperties().set("gc.enabled", "true").commit();
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis())
                .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                .cleanExpiredMetadata(true)
                .commit();
        assertEquals(Set.of(1), catalog.loadTable(name).specs().keySet());
    }

    private static DataFile file(Table table, String partition) {
        DataFiles.Builder file = DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + partition + ".parquet")
                .withFileSizeInBytes(1)
                .withRecordCount(1);
        return partition.isEmpty()
                ? file.build()
                : file.withPartitionPath(partition).build();
    }

    private void stillTakesCommits() {
        Table table = catalog.loadTable(name);
        table.newAppend().appendFile(file(table, "")).commit();
        table.updateSchema().addColumn("later", Types.StringType.get()).commit();
        assertEquals(1, catalog.loadTable(name).currentSnapshot().sequenceNumber());
        stillTakesProperties();
    }

    private void stillTakesProperties() {
        catalog.loadTable(name).updateProperties().set("k", "v").commit();
        assertEquals("v", catalog.loadTable(name).properties().get("k"));
    }

    /** The last page of the feed. */
    private String events() throws Exception {
        String after = "";
        for (String page = "[]"; ; ) {
            HttpResponse<String> answer = send("GET", "/api/v1/events?limit=1000" + after, null);
            assertEquals(200, answer.statusCode(), answer.body());
            JsonNode events = JSON.readTree(answer.body());
            if (events.isEmpty()) {
                return page;
            }
            page = answer.body();
            after = "&after=" + events.get(events.size() - 1).path("id").asText();
        }
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = lake.request(path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
