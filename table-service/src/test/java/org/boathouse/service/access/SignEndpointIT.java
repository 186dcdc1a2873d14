package org.boathouse.service.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sign endpoint byte by byte, and what becomes of a signature at the store. */
@ExtendWith(StoresExtension.class)
class SignEndpointIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String namespace = "s" + UUID.randomUUID();
    private LakeProcess lake;
    private String bucket;
    private String key;

    @BeforeEach
    void makeTable(LakeProcess lake, LakeStorage storage) throws Exception {
        this.lake = lake;
        this.bucket = storage.endpoint().toString().replaceFirst("/$", "") + "/" + storage.bucket();
        post("/namespaces", "{\"namespace\":[\"%s\"]}".formatted(namespace), Map.of());
        String location = create("t").path("metadata").path("location").asText();
        this.key = location.substring(("s3://" + storage.bucket() + "/").length());
    }

    private JsonNode create(String name) throws Exception {
        HttpResponse<String> made = post("/namespaces/%s/tables".formatted(namespace), """
                {"name": "%s", "schema": {"type":"struct","fields":[{"id":1,"name":"id","required":true,"type":"long"}]}}
                """.formatted(name), Map.of());
        assertEquals(200, made.statusCode(), made.body());
        return JSON.readTree(made.body());
    }

    @Test
    void onlyAClientThatAsksIsToldToHaveItsRequestsSigned() throws Exception {
        HttpResponse<String> silent = load(Map.of());
        HttpResponse<String> vended = load(Map.of("X-Iceberg-Access-Delegation", "vended-credentials"));
        HttpResponse<String> asking = load(Map.of("X-Iceberg-Access-Delegation", "vended-credentials, remote-signing"));
        assertEquals(JSON.createObjectNode(), JSON.readTree(silent.body()).path("config"));
        assertEquals(JSON.createObjectNode(), JSON.readTree(vended.body()).path("config"));
        assertEquals(
                JSON.createObjectNode()
                        .put("s3.remote-signing-enabled", "true")
                        .put("s3.signer.endpoint", "v1/namespaces/%s/tables/t/sign".formatted(namespace)),
                JSON.readTree(asking.body()).path("config"));
        assertNotEquals(silent.headers().firstValue("ETag"), asking.headers().firstValue("ETag"));
        String tag = silent.headers().firstValue("ETag").orElseThrow();
        assertEquals(
                200,
                load(Map.of("If-None-Match", tag, "X-Iceberg-Access-Delegation", "remote-signing"))
                        .statusCode());
        assertEquals(304, load(Map.of("If-None-Match", tag)).statusCode());
    }

    @Test
    void readsMayBeSignedOnceForAWhileAndChangesNot() throws Exception {
        HttpResponse<String> read = sign("GET", "/" + key + "/data/a", null);
        HttpResponse<String> change = sign("PUT", "/" + key + "/data/a", null);
        assertEquals("private", read.headers().firstValue("Cache-Control").orElseThrow());
        assertEquals("no-cache", change.headers().firstValue("Cache-Control").orElseThrow());
        assertTrue(JSON.readTree(read.body()).path("headers").has("Authorization"), read.body());
        assertTrue(!read.body().contains(lake.storage().secretAccessKey()), "no secret is told");
    }

    @Test
    void aSignatureHoldsForItsRequestAlone() throws Exception {
        String path = "/" + key + "/data/a";
        assertEquals(
                200, send("PUT", path, sign("PUT", path, null), "x", Map.of()).statusCode());
        HttpResponse<String> signed = sign("GET", path, null);
        assertEquals("x", send("GET", path, signed, null, Map.of()).body());
        assertEquals(
                "", send("HEAD", path, sign("HEAD", path, null), null, Map.of()).body());
        assertEquals(403, send("GET", path + "b", signed, null, Map.of()).statusCode());
        assertEquals(403, send("DELETE", path, signed, null, Map.of()).statusCode());
        assertEquals(403, send("GET", path + "?acl", signed, null, Map.of()).statusCode());
    }

    @Test
    void aSignedWriteIsNotMadeACopyOfAnothersObject() throws Exception {
        String path = "/" + key + "/data/a";
        String source = "/lake/" + key + "/data/source";
        assertEquals(
                200,
                send("PUT", "/" + key + "/data/source", sign("PUT", "/" + key + "/data/source", null), "x", Map.of())
                        .statusCode());
        HttpResponse<String> signed = sign("PUT", path, null);
        HttpResponse<String> copied = send("PUT", path, signed, null, Map.of("x-amz-copy-source", source));
        assertTrue(copied.statusCode() >= 400, copied.body());
        HttpResponse<String> conditionTaken =
                send("PUT", path, signed, null, Map.of("x-amz-copy-source", source, "x-amz-copy-source-if-match", "*"));
        assertEquals(403, conditionTaken.statusCode(), conditionTaken.body());
        assertEquals(
                404, send("GET", path, sign("GET", path, null), null, Map.of()).statusCode());

        ObjectNode honest = request("PUT", path, null);
        honest.withObject("/headers").putArray("x-amz-copy-source").add(source);
        HttpResponse<String> allowed = postSign(honest.toString());
        assertEquals(
                200,
                send("PUT", path, allowed, null, Map.of("x-amz-copy-source", source))
                        .statusCode());
        assertEquals(
                "x", send("GET", path, sign("GET", path, null), null, Map.of()).body());
    }

    @Test
    void deletesAreSignedForTheBodyThatWasJudged() throws Exception {
        create("other");
        String own = "/" + key + "/data/a";
        String kept = "/" + key + "/data/kept";
        for (String path : new String[] {own, kept}) {
            assertEquals(
                    200,
                    send("PUT", path, sign("PUT", path, null), "x", Map.of()).statusCode());
        }
        assertEquals(403, sign("POST", "?delete", null).statusCode());
        assertEquals(403, sign("POST", "?delete", deletes("_tables/other")).statusCode());
        HttpResponse<String> signed = sign("POST", "?delete", deletes(own.substring(1)));
        assertEquals(200, signed.statusCode(), signed.body());
        HttpResponse<String> swapped = sendDeletes(signed, deletes(kept.substring(1)));
        assertTrue(swapped.statusCode() >= 400, swapped.body());
        assertEquals(
                "x", send("GET", kept, sign("GET", kept, null), null, Map.of()).body());
        HttpResponse<String> deleted = sendDeletes(signed, deletes(own.substring(1)));
        assertEquals(200, deleted.statusCode(), deleted.body());
        assertEquals(
                404, send("GET", own, sign("GET", own, null), null, Map.of()).statusCode());
    }

    @Test
    void whatIsAskedWronglyIsToldSo() throws Exception {
        assertEquals(400, postSign("{}").statusCode());
        assertEquals(400, postSign("null").statusCode());
        ObjectNode gcs = request("GET", "/" + key + "/a", null).put("provider", "gcs");
        assertEquals(400, postSign(gcs.toString()).statusCode());
        ObjectNode hashed = request("PUT", "/" + key + "/a", null);
        hashed.withObject("/headers").putArray("X-Amz-Content-Sha256").add("0".repeat(64));
        assertEquals(400, postSign(hashed.toString()).statusCode());
        HttpResponse<String> missing = post(
                "/namespaces/%s/tables/none/sign".formatted(namespace),
                request("GET", "/" + key + "/a", null).toString(),
                Map.of());
        assertEquals(404, missing.statusCode());
        assertEquals(
                "NoSuchTableException",
                JSON.readTree(missing.body()).path("error").path("type").asText());
        HttpResponse<String> outside = sign("GET", "/_tables/other/a", null);
        assertEquals(403, outside.statusCode());
        assertEquals(
                "ForbiddenException",
                JSON.readTree(outside.body()).path("error").path("type").asText());
    }

    private static String deletes(String key) {
        return "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>%s</Key></Object></Delete>"
                .formatted(key);
    }

    private HttpResponse<String> sendDeletes(HttpResponse<String> signed, String body) throws Exception {
        byte[] md5 = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
        return send(
                "POST",
                "?delete",
                signed,
                body,
                Map.of("Content-MD5", Base64.getEncoder().encodeToString(md5)));
    }

    private ObjectNode request(String method, String path, String body) {
        ObjectNode request = JSON.createObjectNode()
                .put("method", method)
                .put("region", "us-east-1")
                .put("uri", bucket + path);
        request.putObject("headers");
        if (body != null) {
            request.put("body", body);
        }
        return request;
    }

    private HttpResponse<String> sign(String method, String path, String body) throws Exception {
        return postSign(request(method, path, body).toString());
    }

    private HttpResponse<String> postSign(String json) throws Exception {
        return post("/namespaces/%s/tables/t/sign".formatted(namespace), json, Map.of());
    }

    /** Sends a request to the store with the headers of a signature, which may be another request's. */
    private HttpResponse<String> send(
            String method, String path, HttpResponse<String> signed, String body, Map<String, String> more)
            throws Exception {
        assertEquals(200, signed.statusCode(), signed.body());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(bucket + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        JSON.readTree(signed.body())
                .path("headers")
                .properties()
                .forEach(header -> request.setHeader(
                        header.getKey(), header.getValue().path(0).asText()));
        more.forEach(request::setHeader);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> load(Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = catalog("/namespaces/%s/tables/t".formatted(namespace));
        headers.forEach(request::setHeader);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
