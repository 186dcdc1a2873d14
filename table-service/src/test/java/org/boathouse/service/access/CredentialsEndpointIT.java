package org.boathouse.service.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.aws.s3.VendedCredentialsProvider;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.util.SerializationUtil;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.KeyIssuingStore;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StandInStore;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is answered with temporary keys, byte by byte, how they are kept fresh, and what becomes of it when the STS fails. */
@ExtendWith(StoresExtension.class)
class CredentialsEndpointIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOTH = "vended-credentials, remote-signing";
    private static final Duration PREFETCH = Duration.ofMinutes(5);

    private static LakeProcess lake;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String namespace = "c" + UUID.randomUUID();
    private final String tables = "/namespaces/" + namespace + "/tables";
    private KeyIssuingStore store;
    private String location;

    @BeforeAll
    static void start(TestStores stores, KeyIssuingStore store) {
        lake = LakeProcess.serve(stores, store.serviceSettings());
    }

    @AfterAll
    static void stop() {
        if (lake != null) {
            lake.close();
        }
    }

    @BeforeEach
    void makeTable(KeyIssuingStore store) throws Exception {
        this.store = store;
        post("/namespaces", "{\"namespace\":[\"%s\"]}".formatted(namespace), "");
        location = create("t", "", Map.of()).path("metadata").path("location").asText();
    }

    @AfterEach
    void mend() {
        store.standIn().ifPresent(standIn -> {
            standIn.failCalls(false);
            standIn.issueFor(Duration.ofHours(1));
        });
    }

    @Test
    void aClientThatAsksForKeysGetsThoseOfTheTableAndIsToldWhereToFetchMore() throws Exception {
        HttpResponse<String> loaded = load("vended-credentials");
        JsonNode body = JSON.readTree(loaded.body());
        assertEquals(1, body.path("storage-credentials").size());
        JsonNode credential = body.path("storage-credentials").path(0);
        assertEquals(location + "/", credential.path("prefix").asText());
        JsonNode keys = credential.path("config");
        assertEquals(4, keys.size());
        assertTrue(keys.path("s3.session-token").asText().length() > 8);
        Instant expires =
                Instant.ofEpochMilli(keys.path("s3.session-token-expires-at-ms").asLong());
        assertTrue(expires.isAfter(Instant.now().plus(Duration.ofMinutes(29))), expires.toString());
        assertTrue(expires.isBefore(Instant.now().plus(Duration.ofMinutes(61))), expires.toString());

        String endpoint = "v1" + tables + "/t/credentials";
        ObjectNode config = JSON.createObjectNode()
                .put("client.refresh-credentials-endpoint", endpoint)
                .put("client.refresh-credentials-enabled", "true")
                .put("credentials.uri", endpoint);
        config.setAll((ObjectNode) keys);
        assertEquals(config, body.path("config"));
        assertEquals("no-store", loaded.headers().firstValue("Cache-Control").orElseThrow());

        HttpResponse<String> fetched = get(tables + "/t/credentials", Map.of());
        assertEquals(
                body.path("storage-credentials"), JSON.readTree(fetched.body()).path("storage-credentials"));
        assertEquals("no-store", fetched.headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void theFirstWayThatTheClientNamesIsTaken() throws Exception {
        for (String vended : List.of("vended-credentials", BOTH, "none-such,Vended-Credentials")) {
            assertTrue(load(vended).body().contains("s3.session-token"), vended);
        }
        for (String signed : List.of("remote-signing", "remote-signing,vended-credentials")) {
            JsonNode body = JSON.readTree(load(signed).body());
            assertEquals(
                    "true",
                    body.path("config").path("s3.remote-signing-enabled").asText(),
                    signed);
            assertFalse(body.has("storage-credentials"), signed);
        }
        for (String nothing : List.of("", "none", "something-new")) {
            JsonNode body = JSON.readTree(load(nothing).body());
            assertEquals(JSON.createObjectNode(), body.path("config"), nothing);
            assertFalse(body.has("storage-credentials"), nothing);
        }
    }

    @Test
    void theLakesOwnKeysAreInNoAnswer() throws Exception {
        String staged = post(tables, createBody("s", true, Map.of()), "vended-credentials")
                .body();
        String created = post(tables, createBody("n", false, Map.of()), "vended-credentials")
                .body();
        for (String body : List.of(
                load("vended-credentials").body(),
                get(tables + "/t/credentials", Map.of()).body(),
                get("/config", Map.of()).body(),
                staged,
                created)) {
            assertFalse(body.contains(store.storage().secretAccessKey()), "the lake's secret is told");
            assertFalse(body.contains(store.storage().accessKeyId()), "the lake's key is told");
        }
        assertTrue(staged.contains("s3.session-token") && created.contains("s3.session-token"));
        assertFalse(lake.output().contains(store.storage().secretAccessKey()));
    }

    @Test
    void anAnswerThatIsGivenAgainComesWithKeysToo() throws Exception {
        Map<String, String> headers = Map.of(
                "X-Iceberg-Access-Delegation",
                "vended-credentials",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        JsonNode first = JSON.readTree(
                post(tables, createBody("once", false, Map.of()), headers).body());
        HttpResponse<String> again = post(tables, createBody("once", false, Map.of()), headers);
        assertEquals(200, again.statusCode(), again.body());
        assertEquals(first, JSON.readTree(again.body()));
        assertEquals(1, first.path("storage-credentials").size());
    }

    @Test
    void anUnchangedTableWithTheSameKeysIsNotSentAgain() throws Exception {
        HttpResponse<String> plain = load("");
        HttpResponse<String> first = load("vended-credentials");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertNotEquals(plain.headers().firstValue("ETag").orElseThrow(), tag);
        assertEquals(
                tag, load("vended-credentials").headers().firstValue("ETag").orElseThrow());
        Map<String, String> known = Map.of("If-None-Match", tag, "X-Iceberg-Access-Delegation", "vended-credentials");
        assertEquals(304, get(tables + "/t", known).statusCode());
        assertEquals(200, get(tables + "/t", Map.of("If-None-Match", tag)).statusCode());
    }

    @Test
    void aTableInAFolderThatPoliciesReadOtherwiseHasItsRequestsSigned() throws Exception {
        String place = "s3://" + store.storage().bucket() + "/_odd*/" + UUID.randomUUID();
        create("odd", "", Map.of("write.data.path", place));
        String path = tables + "/odd";
        HttpResponse<String> vended = get(path, Map.of("X-Iceberg-Access-Delegation", "vended-credentials"));
        assertEquals(JSON.createObjectNode(), JSON.readTree(vended.body()).path("config"));
        HttpResponse<String> both = get(path, Map.of("X-Iceberg-Access-Delegation", BOTH));
        assertTrue(both.body().contains("s3.remote-signing-enabled"), both.body());
        HttpResponse<String> why = get(path + "/credentials", Map.of());
        assertEquals(400, why.statusCode());
        assertTrue(message(why).contains("_odd*"), why.body());
    }

    @Test
    void aTableThatIsNotThereHasNoKeys() throws Exception {
        HttpResponse<String> missing = get(tables + "/none/credentials", Map.of());
        assertEquals(404, missing.statusCode());
        assertEquals(
                404,
                get(tables + "/none", Map.of("X-Iceberg-Access-Delegation", BOTH))
                        .statusCode());
    }

    @Test
    void whileTheStsFailsLoadsAreSignedOrAskedToComeBackAndNoCommitFails() throws Exception {
        StandInStore standIn = standIn();
        standIn.failCalls(true);
        String fresh = "fresh" + UUID.randomUUID();
        JsonNode created = create(fresh, "vended-credentials", Map.of());
        String endpoint = "v1" + tables + "/" + fresh + "/credentials";
        assertEquals(
                endpoint,
                created.path("config")
                        .path("client.refresh-credentials-endpoint")
                        .asText());
        assertFalse(created.has("storage-credentials"));

        String path = tables + "/" + fresh;
        HttpResponse<String> down = get(path, Map.of("X-Iceberg-Access-Delegation", "vended-credentials"));
        assertEquals(503, down.statusCode(), down.body());
        assertTrue(down.headers().firstValue("Retry-After").isPresent());
        assertTrue(message(down).contains("STS at " + store.sts()), down.body());
        assertFalse(down.body().contains(store.storage().accessKeyId()), down.body());
        assertEquals(503, get(path + "/credentials", Map.of()).statusCode());
        assertTrue(get(path, Map.of("X-Iceberg-Access-Delegation", BOTH)).body().contains("s3.signer.endpoint"));
        assertEquals(200, get(path, Map.of()).statusCode(), "those with keys of their own go on");

        standIn.failCalls(false);
        assertTrue(get(path, Map.of("X-Iceberg-Access-Delegation", BOTH)).body().contains("s3.session-token"));
    }

    @Test
    void aTableThatWasMadeWhileTheStsFailedFetchesItsKeysWhenItNeedsThem() throws Exception {
        StandInStore standIn = standIn();
        try (RESTCatalog catalog = keyless()) {
            standIn.failCalls(true);
            TableIdentifier made = TableIdentifier.of(Namespace.of(namespace), "made");
            Table table = catalog.createTable(made, ClientTables.SCHEMA);
            standIn.failCalls(false);
            table.newAppend().appendFile(ClientTables.write(table, "a", 1, 3)).commit();
            assertEquals(List.of(1L, 2L, 3L), ClientTables.ids(table));
        }
    }

    @Test
    void icebergsProviderOfKeysFetchesFreshOnesWhenItsOwnExpire() throws Exception {
        StandInStore standIn = standIn();
        Duration lifetime = Duration.ofSeconds(4);
        standIn.issueFor(lifetime);
        JsonNode loaded = create("short", "vended-credentials", Map.of());
        Map<String, String> told = new CatalogConnection(lake.address(), store.storage()).propertiesWithoutKeys();
        loaded.path("config")
                .properties()
                .forEach(
                        setting -> told.put(setting.getKey(), setting.getValue().asText()));
        String object = loaded.path("metadata-location").asText();
        try (VendedCredentialsProvider provider = VendedCredentialsProvider.create(told)) {
            AwsCredentials first = provider.resolveCredentials();
            assertEquals(200, head(provider, object));
            Thread.sleep(lifetime.toMillis());
            assertEquals(403, head(StaticCredentialsProvider.create(first), object), "they have expired");

            standIn.issueFor(Duration.ofHours(1));
            assertEquals(200, head(provider, object));
            assertNotEquals(first.accessKeyId(), provider.resolveCredentials().accessKeyId());
            int issued = standIn.issued();
            assertEquals(200, head(provider, object));
            assertEquals(issued, standIn.issued(), "the fresh ones are kept");
        }
    }

    @Test
    void s3FileIoKeepsTheKeysFreshThatItHandsOnToOtherProcesses() throws Exception {
        StandInStore standIn = standIn();
        try (RESTCatalog catalog = keyless()) {
            // It renews keys five minutes before they expire: these in some seconds.
            standIn.issueFor(PREFETCH.plusSeconds(3));
            Table table = catalog.createTable(TableIdentifier.of(Namespace.of(namespace), "long"), ClientTables.SCHEMA);
            S3FileIO io = (S3FileIO) table.io();
            table.newAppend().appendFile(ClientTables.write(table, "a", 1, 3)).commit();
            String before = io.credentials().get(0).config().get("s3.access-key-id");
            standIn.issueFor(Duration.ofHours(1));
            awaitOthers(io, before);
            standIn.expire(before);

            S3FileIO handedOn = SerializationUtil.deserializeFromBytes(SerializationUtil.serializeToBytes(io));
            assertTrue(handedOn.newInputFile(KeylessClientContract.metadataFile(table))
                    .exists());
            handedOn.close();
        }
    }

    private int head(AwsCredentialsProvider keys, String object) {
        LakeStorage storage = store.storage();
        String key = object.substring(("s3://" + storage.bucket() + "/").length());
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(storage.endpoint())
                .forcePathStyle(true)
                .region(Region.of(storage.region()))
                // Closing the client closes the keys' provider, which is somebody else's.
                .credentialsProvider(keys::resolveCredentials)
                .build()) {
            s3.headObject(head -> head.bucket(storage.bucket()).key(key));
            return 200;
        } catch (S3Exception e) {
            return e.statusCode();
        }
    }

    private static void awaitOthers(S3FileIO io, String before) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(10);
        while (io.credentials().get(0).config().get("s3.access-key-id").equals(before)) {
            assertTrue(Instant.now().isBefore(deadline), "still has the old keys");
            Thread.sleep(50);
        }
    }

    private StandInStore standIn() {
        assumeTrue(store.standIn().isPresent(), "a real STS can't be told to fail, nor to issue for minutes only");
        return store.standIn().orElseThrow();
    }

    private RESTCatalog keyless() {
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize("lake", new CatalogConnection(lake.address(), store.storage()).propertiesWithoutKeys());
        return catalog;
    }

    private static String message(HttpResponse<String> refused) throws Exception {
        return JSON.readTree(refused.body()).path("error").path("message").asText();
    }

    private JsonNode create(String name, String access, Map<String, String> properties) throws Exception {
        HttpResponse<String> made = post(tables, createBody(name, false, properties), access);
        assertEquals(200, made.statusCode(), made.body());
        return JSON.readTree(made.body());
    }

    private static String createBody(String name, boolean staged, Map<String, String> properties) throws Exception {
        return """
                {"name": "%s", "stage-create": %s, "properties": %s,
                 "schema": {"type":"struct","fields":[{"id":1,"name":"id","required":true,"type":"long"}]}}
                """.formatted(name, staged, JSON.writeValueAsString(properties));
    }

    private HttpResponse<String> load(String access) throws Exception {
        return get(tables + "/t", access.isEmpty() ? Map.of() : Map.of("X-Iceberg-Access-Delegation", access));
    }

    private HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = catalog(path);
        headers.forEach(request::setHeader);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String json, String access) throws Exception {
        return post(path, json, access.isEmpty() ? Map.of() : Map.of("X-Iceberg-Access-Delegation", access));
    }

    private HttpResponse<String> post(String path, String json, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                catalog(path).setHeader("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        headers.forEach(request::setHeader);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder catalog(String path) {
        return lake.request("/iceberg/v1" + path);
    }
}
