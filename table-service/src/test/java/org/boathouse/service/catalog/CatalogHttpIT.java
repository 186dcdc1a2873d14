package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST catalog byte by byte: what Iceberg's client hides, and what no client of theirs would send. */
@ExtendWith(StoresExtension.class)
class CatalogHttpIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SCHEMA = """
            {"type":"struct","fields":[{"id":1,"name":"id","required":true,"type":"long"}]}""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String namespace = "n" + UUID.randomUUID();
    private LakeProcess lake;

    @BeforeEach
    void makeNamespace(LakeProcess lake) throws Exception {
        this.lake = lake;
        assertEquals(
                200,
                post("/namespaces", "{\"namespace\":[\"" + namespace + "\"]}").statusCode());
    }

    @Test
    void aKnownVersionIsNotSentAgainUntilTheTableChanges() throws Exception {
        HttpResponse<String> made = create("t");
        String tag = made.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, load("t", "", tag).statusCode());
        assertEquals(304, load("t", "", "\"other\", W/" + tag).statusCode());
        assertEquals("", load("t", "", tag).body());
        assertEquals(200, load("t", "?snapshots=refs", tag).statusCode(), "the parts shown are part of the version");

        HttpResponse<String> changed = setProperty("t", "a", "b");
        HttpResponse<String> loaded = load("t", "", tag);
        assertEquals(200, loaded.statusCode());
        assertEquals(changed.headers().firstValue("ETag"), loaded.headers().firstValue("ETag"));
        assertEquals(JSON.readTree(changed.body()), JSON.readTree(loaded.body()));
    }

    @Test
    void onlyReferencedSnapshotsAreShownWhereOnlyThoseAreAskedFor() throws Exception {
        create("t");
        long parent = 0;
        for (long id = 1; id <= 3; id++) {
            assertEquals(200, append("t", id, parent).statusCode());
            parent = id;
        }
        assertEquals(List.of(1L, 2L, 3L), snapshots(load("t", "?snapshots=all", null)));
        assertEquals(List.of(3L), snapshots(load("t", "?snapshots=refs", null)));
        JsonNode all = JSON.readTree(load("t", "", null).body()).path("metadata");
        JsonNode refs = JSON.readTree(load("t", "?snapshots=refs", null).body()).path("metadata");
        assertEquals(all.path("refs"), refs.path("refs"));
        assertEquals(all.path("snapshot-log"), refs.path("snapshot-log"));
        assertEquals(400, load("t", "?snapshots=some", null).statusCode());
    }

    @Test
    void listsComeInPagesThatHoldEveryNameOnce() throws Exception {
        List<String> names = IntStream.range(0, 7).mapToObj(i -> "t" + i).toList();
        for (String name : names) {
            create(name);
        }
        List<String> paged = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonNode page = get("/namespaces/%s/tables?pageSize=3&pageToken=%s".formatted(namespace, token));
            page.path("identifiers")
                    .forEach(found -> paged.add(found.path("name").asText()));
            token = page.path("next-page-token").asText(null);
            pages++;
        } while (token != null);
        assertEquals(names, paged);
        assertEquals(3, pages);
        assertEquals(
                7,
                get("/namespaces/" + namespace + "/tables").path("identifiers").size());
        assertEquals(
                400,
                send("GET", "/namespaces/" + namespace + "/tables?pageSize=0", null)
                        .statusCode());
        assertEquals(
                400,
                send("GET", "/namespaces/" + namespace + "/tables?pageToken=%21", null)
                        .statusCode());
    }

    @Test
    void namespacesComeInPagesUnderTheirParent() throws Exception {
        for (String child : List.of("c", "a", "b")) {
            post("/namespaces", "{\"namespace\":[\"%s\",\"%s\"]}".formatted(namespace, child));
        }
        JsonNode first = get("/namespaces?parent=" + namespace + "&pageSize=2");
        assertEquals(
                JSON.readTree("[[\"%s\",\"a\"],[\"%s\",\"b\"]]".formatted(namespace, namespace)),
                first.path("namespaces"));
        JsonNode second = get("/namespaces?parent=" + namespace + "&pageSize=2&pageToken="
                + first.path("next-page-token").asText());
        assertEquals(JSON.readTree("[[\"%s\",\"c\"]]".formatted(namespace)), second.path("namespaces"));
        assertTrue(second.path("next-page-token").isMissingNode()
                || second.path("next-page-token").isNull());
        assertEquals(
                404, send("GET", "/namespaces?parent=none" + namespace, null).statusCode());
    }

    @Test
    void theConfigurationNamesWhatIsServedAndNoSecret() throws Exception {
        String body = send("GET", "/config?warehouse=lake", null).body();
        JsonNode config = JSON.readTree(body);
        assertEquals(
                "false", config.path("defaults").path("token-refresh-enabled").asText());
        assertEquals(ConfigResource.ENDPOINTS.size(), config.path("endpoints").size());
        assertFalse(body.contains(lake.storage().secretAccessKey()));
        assertFalse(body.contains(lake.storage().accessKeyId()));
        assertError(404, "NoSuchWarehouseException", send("GET", "/config?warehouse=other", null));
    }

    @Test
    void existenceIsAnsweredWithoutABody() throws Exception {
        create("t");
        assertEquals(204, send("HEAD", "/namespaces/" + namespace, null).statusCode());
        assertEquals(404, send("HEAD", "/namespaces/none" + namespace, null).statusCode());
        assertEquals(
                204,
                send("HEAD", "/namespaces/" + namespace + "/tables/t", null).statusCode());
        assertEquals(
                404,
                send("HEAD", "/namespaces/" + namespace + "/tables/none", null).statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /namespaces/none, NoSuchNamespaceException",
        "GET, /namespaces/none/tables, NoSuchNamespaceException",
        "GET, /namespaces/none/tables/t, NoSuchTableException",
        "DELETE, /namespaces/none, NoSuchNamespaceException",
        "DELETE, /namespaces/none/tables/t, NoSuchTableException",
        "GET, /nothing, NotFoundException",
    })
    void whatIsNotThereIsTold(String method, String path, String type) throws Exception {
        assertError(404, type, send(method, path, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"namespace\":[]}",
                "{\"namespace\":[\"\"]}",
                "{\"namespace\":[\"a\\u0000b\"]}",
                "{\"namespace\":[\"a\\u001fb\"]}",
                "{\"namespace\":[\"\\ud800\"]}",
                "{\"namespace\":[1]}",
                "{\"namespace\":[\"x\"],\"properties\":{\"a\":null}}",
                "{\"namespace\":\"x\"}",
            })
    void aBodyThatMakesNoNamespaceIsABadRequest(String body) throws Exception {
        assertEquals(400, post("/namespaces", body).statusCode());
    }

    @Test
    void aNameThatIsTooLongIsABadRequest() throws Exception {
        assertEquals(
                400,
                post("/namespaces", "{\"namespace\":[\"" + "x".repeat(256) + "\"]}")
                        .statusCode());
        assertEquals(400, create("x".repeat(256)).statusCode());
        assertEquals(200, create("x".repeat(255)).statusCode());
        assertEquals(200, load("x".repeat(255), "", null).statusCode());
    }

    @Test
    void deepJsonIsABadRequest() throws Exception {
        String deep = "[".repeat(100_000);
        assertEquals(400, post("/namespaces", "{\"namespace\":" + deep).statusCode());
    }

    @Test
    void aPropertyCanNotBeSetAndRemovedAtOnce() throws Exception {
        assertError(
                422,
                "UnprocessableEntityException",
                post("/namespaces/" + namespace + "/properties", "{\"removals\":[\"a\"],\"updates\":{\"a\":\"1\"}}"));
    }

    @Test
    void metricsReportsAreKeptAndCounted() throws Exception {
        String report = """
                {"report-type":"commit-report","table-name":"t","snapshot-id":%s,"sequence-number":1,"operation":"append",
                 "metrics":{"added-data-files":{"unit":"count","value":3}},"metadata":{"engine":"test"}}""";
        String path = "/namespaces/" + namespace + "/tables/t/metrics";
        assertError(404, "NoSuchTableException", post(path, report.formatted(1)));
        create("t");
        assertEquals(204, post(path, report.formatted(1)).statusCode());
        assertEquals(204, post(path, report.formatted(2)).statusCode());
        assertEquals(400, post(path, "{\"report-type\":\"gossip\"}").statusCode());
        assertEquals(
                400,
                post(path, report.formatted(3).replace("test", "x".repeat(MetricsReports.REPORT_BYTES_MAX)))
                        .statusCode());

        JsonNode kept = platform("/api/v1/tables/" + namespace + ".t/metrics?limit=10");
        assertEquals(2, kept.path("reports").size());
        JsonNode newest = kept.path("reports").get(0);
        assertEquals("commit-report", newest.path("kind").asText());
        assertEquals(2, newest.path("report").path("snapshot-id").asInt());
        assertEquals(
                3,
                newest.path("report")
                        .path("metrics")
                        .path("added-data-files")
                        .path("value")
                        .asInt());
        assertEquals(
                1,
                platform("/api/v1/tables/" + namespace + ".t/metrics?limit=1")
                        .path("reports")
                        .size());
        HttpRequest metrics = lake.request("/q/metrics").build();
        String counted =
                http.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
        assertTrue(counted.contains("boathouse_iceberg_metrics_reports_total"), counted);
    }

    @Test
    void aDroppedTablesNameIsFreeAndItsTagDoesNotComeBack() throws Exception {
        String tag = create("t").headers().firstValue("ETag").orElseThrow();
        assertEquals(
                204,
                send("DELETE", "/namespaces/" + namespace + "/tables/t?purgeRequested=true", null)
                        .statusCode());
        assertEquals(404, load("t", "", tag).statusCode());
        assertNotEquals(tag, create("t").headers().firstValue("ETag").orElseThrow());
        assertEquals(200, load("t", "", tag).statusCode());
    }

    private HttpResponse<String> create(String table) throws Exception {
        return post("/namespaces/" + namespace + "/tables", "{\"name\":\"%s\",\"schema\":%s}".formatted(table, SCHEMA));
    }

    private HttpResponse<String> setProperty(String table, String key, String value) throws Exception {
        return post("/namespaces/" + namespace + "/tables/" + table, """
                {"requirements":[],"updates":[{"action":"set-properties","updates":{"%s":"%s"}}]}""".formatted(key, value));
    }

    private HttpResponse<String> append(String table, long id, long parent) throws Exception {
        String requiredHead = parent == 0 ? "null" : Long.toString(parent);
        String parentField = parent == 0 ? "" : "\"parent-snapshot-id\":" + parent + ",";
        return post("/namespaces/" + namespace + "/tables/" + table, """
                {"requirements":[{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":%s}],
                 "updates":[
                  {"action":"add-snapshot","snapshot":{"snapshot-id":%d,%s"sequence-number":%d,"timestamp-ms":%d,
                   "manifest-list":"s3://lake/none.avro","summary":{"operation":"append"},"schema-id":0}},
                  {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":%d}]}""".formatted(
                        requiredHead, id, parentField, id, System.currentTimeMillis(), id));
    }

    private HttpResponse<String> load(String table, String query, String ifNoneMatch) throws Exception {
        HttpRequest.Builder request = request("/namespaces/" + namespace + "/tables/" + table + query);
        if (ifNoneMatch != null) {
            request.header("If-None-Match", ifNoneMatch);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<Long> snapshots(HttpResponse<String> loaded) throws IOException {
        List<Long> ids = new ArrayList<>();
        JSON.readTree(loaded.body())
                .path("metadata")
                .path("snapshots")
                .forEach(snapshot -> ids.add(snapshot.path("snapshot-id").asLong()));
        return ids;
    }

    private JsonNode platform(String path) throws Exception {
        HttpRequest request = lake.request(path).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, null);
        assertEquals(200, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return http.send(request(path).method(method, publisher).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return lake.request("/iceberg/v1" + path).header("Content-Type", "application/json");
    }

    private static void assertError(int status, String type, HttpResponse<String> response) throws IOException {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertEquals(type, error.path("type").asText(), response.body());
        assertEquals(status, error.path("code").asInt());
        assertFalse(error.path("message").asText().isBlank());
    }
}
