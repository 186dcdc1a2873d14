package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every operation of the Iceberg REST specification, and what this catalog answers to it. */
@ExtendWith(StoresExtension.class)
class OperationsIT {
    private static final JsonMapper JSON = new JsonMapper();

    /** The operationIds of rest-catalog-open-api.yaml, apache/iceberg 7f879b1 of August 2026. */
    private static final List<String> SPECIFIED = List.of(
            "getConfig",
            "getToken",
            "listNamespaces",
            "createNamespace",
            "loadNamespaceMetadata",
            "namespaceExists",
            "dropNamespace",
            "updateProperties",
            "listTables",
            "createTable",
            "listFunctions",
            "loadFunction",
            "planTableScan",
            "fetchPlanningResult",
            "cancelPlanning",
            "fetchScanTasks",
            "registerTable",
            "loadTable",
            "updateTable",
            "dropTable",
            "tableExists",
            "unregisterTable",
            "loadCredentials",
            "signRequest",
            "renameTable",
            "reportMetrics",
            "commitTransaction",
            "listViews",
            "createView",
            "loadView",
            "replaceView",
            "dropView",
            "viewExists",
            "renameView",
            "registerView");

    private static final String NAMESPACE = "/namespaces/{namespace}";
    private static final String TABLE = NAMESPACE + "/tables/{table}";
    private static final String VIEW = NAMESPACE + "/views/{view}";
    private static final String SCHEMA = """
            {"type":"struct","schema-id":0,"fields":[{"id":1,"name":"id","required":true,"type":"long"}]}""";
    private static final String VIEW_VERSION = """
            {"version-id":1,"timestamp-ms":1,"schema-id":0,"summary":{},"default-namespace":["a"],
             "representations":[{"type":"sql","sql":"SELECT 1 AS id","dialect":"spark"}]}""";
    private static final String REPORT = """
            {"report-type":"commit-report","table-name":"t","snapshot-id":1,"sequence-number":1,"operation":"append",
             "metrics":{},"metadata":{}}""";
    private static final String RENAME = """
            {"source":{"namespace":["{ns}"],"name":"%s"},"destination":{"namespace":["{ns}"],"name":"%s"}}""";
    private static final String COMMIT = """
            {"identifier":{"namespace":["{ns}"],"name":"{table}"},"requirements":[],
             "updates":[{"action":"set-properties","updates":{"a":"b"}}]}""";
    private static final String SIGN_ELSEWHERE = """
            {"method":"GET","region":"us-east-1","uri":"http://elsewhere/a","headers":{}}""";

    /** In an order in which each finds what it needs. */
    private static final List<Operation> OPERATIONS = List.of(
            new Operation("getConfig", "GET", "/config", null, 200),
            new Operation("getToken", "POST", "/oauth/tokens", "grant_type=client_credentials", 400),
            new Operation("createNamespace", "POST", "/namespaces", "{\"namespace\":[\"{ns}\"]}", 200),
            new Operation("listNamespaces", "GET", "/namespaces", null, 200),
            new Operation("loadNamespaceMetadata", "GET", NAMESPACE, null, 200),
            new Operation("namespaceExists", "HEAD", NAMESPACE, null, 204),
            new Operation("updateProperties", "POST", NAMESPACE + "/properties", "{\"updates\":{\"a\":\"b\"}}", 200),
            new Operation(
                    "createTable",
                    "POST",
                    NAMESPACE + "/tables",
                    "{\"name\":\"{table}\",\"schema\":" + SCHEMA + "}",
                    200),
            new Operation("listTables", "GET", NAMESPACE + "/tables", null, 200),
            new Operation("loadTable", "GET", TABLE, null, 200),
            new Operation("tableExists", "HEAD", TABLE, null, 204),
            new Operation("updateTable", "POST", TABLE, COMMIT, 200),
            new Operation(
                    "commitTransaction", "POST", "/transactions/commit", "{\"table-changes\":[" + COMMIT + "]}", 204),
            new Operation("reportMetrics", "POST", TABLE + "/metrics", REPORT, 204),
            new Operation("loadCredentials", "GET", TABLE + "/credentials", null, 200),
            new Operation("signRequest", "POST", TABLE + "/sign", SIGN_ELSEWHERE, 403),
            new Operation("planTableScan", "POST", TABLE + "/plan", "{}", 200),
            // The plan was answered whole, so that there is none to fetch.
            new Operation("fetchPlanningResult", "GET", TABLE + "/plan/{plan-id}", null, 404),
            new Operation("cancelPlanning", "DELETE", TABLE + "/plan/{plan-id}", null, 404),
            new Operation("fetchScanTasks", "POST", TABLE + "/tasks", "{\"plan-task\":\"p\"}", 404),
            new Operation("renameTable", "POST", "/tables/rename", RENAME.formatted("{table}", "renamed"), 204),
            new Operation("renameTable", "POST", "/tables/rename", RENAME.formatted("renamed", "{table}"), 204),
            new Operation("unregisterTable", "POST", TABLE + "/unregister", "", 200),
            new Operation(
                    "registerTable",
                    "POST",
                    NAMESPACE + "/register",
                    "{\"name\":\"{table}\",\"metadata-location\":\"{last-metadata}\"}",
                    200),
            new Operation("dropTable", "DELETE", TABLE, null, 204),
            new Operation(
                    "createView",
                    "POST",
                    NAMESPACE + "/views",
                    "{\"name\":\"{view}\",\"schema\":" + SCHEMA + ",\"view-version\":" + VIEW_VERSION
                            + ",\"properties\":{}}",
                    200),
            new Operation("listViews", "GET", NAMESPACE + "/views", null, 200),
            new Operation("viewExists", "HEAD", VIEW, null, 204),
            new Operation("replaceView", "POST", VIEW, COMMIT, 200),
            new Operation("renameView", "POST", "/views/rename", RENAME.formatted("{view}", "renamed"), 204),
            new Operation("renameView", "POST", "/views/rename", RENAME.formatted("renamed", "{view}"), 204),
            new Operation("loadView", "GET", VIEW, null, 200),
            new Operation("dropView", "DELETE", VIEW, null, 204),
            new Operation(
                    "registerView",
                    "POST",
                    NAMESPACE + "/register-view",
                    "{\"name\":\"{view}\",\"metadata-location\":\"{last-metadata}\"}",
                    200),
            new Operation("dropView", "DELETE", VIEW, null, 204),
            new Operation("listFunctions", "GET", NAMESPACE + "/functions", null, 200),
            new Operation("loadFunction", "GET", NAMESPACE + "/functions/{function}", null, 404),
            new Operation("dropNamespace", "DELETE", NAMESPACE, null, 204));

    /** What every client asks before it knows. */
    private static final Set<String> NOT_ADVERTISED = Set.of("getConfig", "getToken");

    private record Operation(String id, String method, String path, String body, int status) {
        String endpoint() {
            return method + " /v1/{prefix}" + path;
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void everyOperationOfTheSpecificationIsListedHere() {
        assertEquals(35, SPECIFIED.size());
        assertEquals(
                new TreeSet<>(SPECIFIED),
                OPERATIONS.stream().map(Operation::id).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void exactlyTheOperationsThatWorkAreAdvertised() {
        Set<String> advertised =
                ConfigResource.ENDPOINTS.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
        Set<String> working = OPERATIONS.stream()
                .filter(operation -> !NOT_ADVERTISED.contains(operation.id()))
                .map(Operation::endpoint)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(working, advertised);
    }

    @Test
    void everyOperationIsAnsweredAsListed(LakeProcess lake) throws Exception {
        Map<String, String> names = new HashMap<>(Map.of(
                "{ns}", "o" + UUID.randomUUID(), "{table}", "t", "{view}", "v", "{function}", "f", "{plan-id}", "p"));
        names.put("{namespace}", names.get("{ns}"));
        for (Operation operation : OPERATIONS) {
            HttpResponse<String> response = send(lake, operation, names);
            assertEquals(operation.status(), response.statusCode(), operation + ": " + response.body());
            JsonNode body = response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
            if (body.hasNonNull("metadata-location")) {
                names.put("{last-metadata}", body.path("metadata-location").asText());
            }
        }
    }

    @Test
    void aTokenIsAskedForWithoutOneAndRefusedAsOAuthSays(LakeProcess lake) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(lake.url() + "/iceberg/v1/oauth/tokens"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_secret=s"))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(400, response.statusCode());
        assertEquals(
                "unsupported_grant_type",
                JSON.readTree(response.body()).path("error").asText());
        assertTrue(response.body().contains("token-refresh-enabled"), response.body());
    }

    @Test
    void functionsAreLookedForInNamespacesThatAreThere(LakeProcess lake) throws Exception {
        String ns = "f" + UUID.randomUUID();
        Map<String, String> names = Map.of("{ns}", ns, "{namespace}", ns);
        Operation list = new Operation("listFunctions", "GET", NAMESPACE + "/functions", null, 404);
        Operation load = new Operation("loadFunction", "GET", NAMESPACE + "/functions/f", null, 404);
        assertEquals("NoSuchNamespaceException", errorType(send(lake, list, names)));
        assertEquals("NoSuchNamespaceException", errorType(send(lake, load, names)));
        send(lake, OPERATIONS.get(2), names);
        assertEquals(
                JSON.readTree("[]"),
                JSON.readTree(send(lake, list, names).body()).path("identifiers"));
        assertEquals("NoSuchFunctionException", errorType(send(lake, load, names)));
    }

    private static String errorType(HttpResponse<String> response) throws Exception {
        assertEquals(404, response.statusCode());
        return JSON.readTree(response.body()).path("error").path("type").asText();
    }

    private HttpResponse<String> send(LakeProcess lake, Operation operation, Map<String, String> names)
            throws Exception {
        String path = operation.path();
        String body = operation.body();
        for (Map.Entry<String, String> name : names.entrySet()) {
            path = path.replace(name.getKey(), name.getValue());
            body = body == null ? null : body.replace(name.getKey(), name.getValue());
        }
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request = lake.request("/iceberg/v1" + path)
                .header("Content-Type", "application/json")
                .method(operation.method(), publisher)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
