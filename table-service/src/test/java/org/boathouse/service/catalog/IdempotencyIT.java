package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that carry an {@code Idempotency-Key}, again and at once, over two replicas. */
@ExtendWith(StoresExtension.class)
class IdempotencyIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SCHEMA = """
            {"type":"struct","fields":[{"id":1,"name":"id","required":true,"type":"long"}]}""";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** One for all requests, so that the same request has the same body. */
    private static final long NOW = System.currentTimeMillis();

    private static LakeProcess replica;

    private final String namespace = "k" + UUID.randomUUID();
    private final String tables = "/namespaces/" + namespace + "/tables";
    private LakeProcess lake;

    @BeforeAll
    static void startAnotherReplica(TestStores stores) {
        replica = LakeProcess.serve(stores);
    }

    @AfterAll
    static void stopTheOtherReplica() {
        replica.close();
    }

    @BeforeEach
    void makeNamespaceAndTable(LakeProcess lake) throws Exception {
        this.lake = lake;
        assertEquals(200, post(null, "/namespaces", namespaceBody(namespace)).statusCode());
        assertEquals(200, post(null, tables, table("t")).statusCode());
    }

    @Test
    void theConfigurationTellsForHowLongAKeyIsGood() throws Exception {
        JsonNode config = JSON.readTree(send(lake, null, "GET", "/config", null).body());
        assertEquals("PT30M", config.path("idempotency-key-lifetime").asText());
    }

    @Test
    void everyMutationRunAgainWithItsKeyIsAnsweredTheSameAndDoneOnce() throws Exception {
        String other = namespace + "2";
        isDoneOnce("POST", "/namespaces", namespaceBody(other));
        assertEquals(
                200,
                post(null, "/namespaces/" + other + "/properties", "{\"removals\":[],\"updates\":{\"a\":\"b\"}}")
                        .statusCode());
        isDoneOnce("POST", "/namespaces/" + other + "/properties", "{\"removals\":[\"a\"],\"updates\":{}}");
        HttpResponse<String> created = isDoneOnce("POST", tables, table("u"));
        isDoneOnce("POST", tables + "/u", append(1, null));
        isDoneOnce("POST", "/transactions/commit", transaction("u", append(2, "1")));
        assertEquals(2, snapshots("u"));
        isDoneOnce("POST", "/tables/rename", """
                {"source":{"namespace":["%1$s"],"name":"u"},"destination":{"namespace":["%1$s"],"name":"v"}}""".formatted(namespace));
        isDoneOnce("DELETE", tables + "/v", null);
        String location =
                JSON.readTree(created.body()).path("metadata-location").asText();
        isDoneOnce(
                "POST",
                "/namespaces/" + namespace + "/register",
                "{\"name\":\"w\",\"metadata-location\":\"%s\"}".formatted(location));
        isDoneOnce("POST", tables + "/w/unregister", "{}");
        String views = "/namespaces/" + namespace + "/views";
        isDoneOnce("POST", views, view("x"));
        isDoneOnce("POST", views + "/x", """
                {"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}""");
        isDoneOnce("POST", "/views/rename", """
                {"source":{"namespace":["%1$s"],"name":"x"},"destination":{"namespace":["%1$s"],"name":"y"}}""".formatted(namespace));
        isDoneOnce("DELETE", views + "/y", null);
        isDoneOnce("DELETE", "/namespaces/" + other, null);
    }

    @Test
    void aTableThatIsOnlyStagedIsStagedAgain() throws Exception {
        String staged = "{\"name\":\"s\",\"stage-create\":true,\"schema\":%s}".formatted(SCHEMA);
        String key = key();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = post(key, tables, staged);
            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("\"table-uuid\""), answer.body());
        }
    }

    @Test
    void aTableIsToldAsItIsNowOnceItHasMovedOn() throws Exception {
        String key = key();
        post(key, tables + "/t", append(1, null));
        post(key(), tables + "/t", append(2, "1"));
        JsonNode again = JSON.readTree(post(key, tables + "/t", append(1, null)).body());
        assertEquals(2, again.path("metadata").path("current-snapshot-id").asLong());
        assertEquals(2, snapshots("t"));
    }

    @Test
    void theSameKeyWithAnotherRequestIsABadRequestAndAppliesNothing() throws Exception {
        String key = key();
        assertEquals(200, post(key, tables + "/t", append(1, null)).statusCode());
        for (HttpResponse<String> refused : List.of(
                post(key, tables + "/t", append(2, "1")),
                post(key, tables, table("u")),
                send(lake, key, "DELETE", tables + "/t", null),
                send(replica, key, "DELETE", tables + "/t?purgeRequested=true", null))) {
            assertEquals(400, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains(key), refused.body());
        }
        assertEquals(1, snapshots("t"));
        assertEquals(404, send(lake, null, "GET", tables + "/u", null).statusCode());
    }

    @Test
    void aFinalRefusalIsGivenAgainEvenWhereItWouldNoLongerBeRefused() throws Exception {
        String create = key();
        HttpResponse<String> exists = post(create, tables, table("t"));
        String drop = key();
        assertEquals(404, send(lake, drop, "DELETE", tables + "/u", null).statusCode());
        String commit = key();
        HttpResponse<String> conflict = post(commit, tables + "/t", append(2, "1"));
        assertEquals(409, conflict.statusCode());

        post(key(), tables + "/t", append(1, null));
        HttpResponse<String> conflictAgain = post(commit, tables + "/t", append(2, "1"));
        assertEquals(409, conflictAgain.statusCode());
        assertEquals(conflict.body(), conflictAgain.body());
        assertEquals(1, snapshots("t"));

        post(null, tables, table("u"));
        assertEquals(404, send(replica, drop, "DELETE", tables + "/u", null).statusCode());
        assertEquals(200, send(lake, null, "GET", tables + "/u", null).statusCode());

        send(lake, null, "DELETE", tables + "/t", null);
        HttpResponse<String> existsAgain = post(create, tables, table("t"));
        assertEquals(409, existsAgain.statusCode());
        assertEquals(exists.body(), existsAgain.body());
        assertEquals(404, send(lake, null, "GET", tables + "/t", null).statusCode());
    }

    @Test
    void aKeyThatIsNoUuidIsABadRequest() throws Exception {
        for (String key : List.of("1", "not-a-uuid", "0-0-0-0-0")) {
            assertEquals(400, post(key, tables + "/t", append(1, null)).statusCode(), key);
        }
        assertEquals(0, snapshots("t"));
    }

    @Test
    void requestsAtOnceWithOneKeyAreOneRequestOnEveryReplica() throws Exception {
        for (int round = 1; round <= 5; round++) {
            String key = key();
            String body = append(round, round == 1 ? null : Integer.toString(round - 1));
            Set<Integer> statuses = atOnce(8, key, "POST", tables + "/t", body);
            assertEquals(Set.of(200), statuses, "round " + round);
            assertEquals(round, snapshots("t"));
        }
        assertEquals(Set.of(204), atOnce(8, key(), "DELETE", tables + "/t", null));
        assertEquals(Set.of(404), atOnce(8, key(), "DELETE", tables + "/t", null));
        assertEquals(Set.of(200), atOnce(8, key(), "POST", tables, table("t")));
    }

    private Set<Integer> atOnce(int requests, String key, String method, String path, String body) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            HttpRequest request = request(i % 2 == 0 ? lake : replica, key, method, path, body);
            answers.add(HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        return answers.stream().map(answer -> answer.join().statusCode()).collect(Collectors.toSet());
    }

    private HttpResponse<String> isDoneOnce(String method, String path, String body) throws Exception {
        String key = key();
        HttpResponse<String> first = send(lake, key, method, path, body);
        assertEquals(2, first.statusCode() / 100, first.body());
        HttpResponse<String> again = send(replica, key, method, path, body);
        String what = method + " " + path;
        assertEquals(first.statusCode(), again.statusCode(), what + " " + again.body());
        assertEquals(JSON.readTree(first.body()), JSON.readTree(again.body()), what);
        assertEquals(first.headers().firstValue("ETag"), again.headers().firstValue("ETag"), what);
        HttpResponse<String> anew = send(lake, key(), method, path, body);
        assertTrue(
                anew.statusCode() / 100 == 4 || !anew.body().equals(first.body()),
                what + " would have had an effect of its own: " + anew.body());
        return first;
    }

    private int snapshots(String table) throws Exception {
        JsonNode loaded = JSON.readTree(
                send(lake, null, "GET", tables + "/" + table, null).body());
        assertNotEquals(true, loaded.path("metadata").isMissingNode(), loaded.toString());
        return loaded.path("metadata").path("snapshots").size();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static String namespaceBody(String name) {
        return "{\"namespace\":[\"%s\"]}".formatted(name);
    }

    private static String table(String name) {
        return "{\"name\":\"%s\",\"schema\":%s}".formatted(name, SCHEMA);
    }

    private static String view(String name) {
        return """
                {"name":"%s","schema":%s,"properties":{},"view-version":{"version-id":1,"timestamp-ms":%d,"schema-id":0,
                 "summary":{},"default-namespace":["n"],
                 "representations":[{"type":"sql","sql":"SELECT 1 AS id","dialect":"spark"}]}}""".formatted(name, SCHEMA, NOW);
    }

    private static String append(long id, String parentOrNull) {
        return """
                {"requirements":[{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":%s}],
                 "updates":[
                  {"action":"add-snapshot","snapshot":{"snapshot-id":%d,%s"sequence-number":%d,"timestamp-ms":%d,
                   "manifest-list":"s3://lake/none.avro","summary":{"operation":"append"},"schema-id":0}},
                  {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":%d}]}""".formatted(
                        parentOrNull,
                        id,
                        parentOrNull == null ? "" : "\"parent-snapshot-id\":" + parentOrNull + ",",
                        id,
                        NOW + id,
                        id);
    }

    private String transaction(String table, String change) {
        return "{\"table-changes\":[{\"identifier\":{\"namespace\":[\"%s\"],\"name\":\"%s\"},%s]}"
                .formatted(namespace, table, change.substring(change.indexOf('{') + 1));
    }

    private HttpResponse<String> post(String key, String path, String body) throws Exception {
        return send(lake, key, "POST", path, body);
    }

    private static HttpResponse<String> send(LakeProcess lake, String key, String method, String path, String body)
            throws Exception {
        return HTTP.send(request(lake, key, method, path, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(LakeProcess lake, String key, String method, String path, String body) {
        HttpRequest.Builder request = lake.request("/iceberg/v1" + path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.build();
    }
}
