package org.boathouse.service.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a request, it is a 4xx in the shape of all errors. */
@ExtendWith(StoresExtension.class)
class HostileRequestsIT {
    private static final String SCHEMA = """
            {"type":"struct","schema-id":0,"fields":[{"id":1,"name":"id","type":"long","required":true}]}""";

    private final RawHttp http;
    private final String namespace = "h" + UUID.randomUUID().toString().replace("-", "");
    private final String tables = "/iceberg/v1/namespaces/" + namespace + "/tables";

    HostileRequestsIT(LakeProcess lake) {
        this.http = new RawHttp(lake);
    }

    @BeforeEach
    void makeATable() throws IOException {
        assertEquals(
                200,
                http.post("/iceberg/v1/namespaces", "{\"namespace\":[\"%s\"]}".formatted(namespace))
                        .status());
        assertEquals(
                200,
                http.post(tables, "{\"name\":\"t\",\"schema\":%s}".formatted(SCHEMA))
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /iceberg/v1/namespaces/%00, 400",
        "GET, /iceberg/v1/namespaces/%01, 400",
        "GET, /iceberg/v1/namespaces/n/tables/%00, 400",
        "GET, /iceberg/v1/namespaces/n/tables/%0a, 400",
        "DELETE, /iceberg/v1/namespaces/n/views/%07, 400",
        "GET, /iceberg/v1/namespaces/%FF, 400",
        "GET, /iceberg/v1/namespaces/%C0%AE%C0%AE, 400",
        "GET, /iceberg/v1/namespaces/%zz, 400",
        "GET, /iceberg/v1/namespaces/%, 400",
        "GET, /%zz, 400",
        "GET, /a|b, 400",
        "DELETE, /{a}, 400",
        "POST, /api/v1/%4, 400",
        "GET, /iceberg/v1/namespaces/%ED%A0%80, 400",
        "GET, /iceberg/v1/namespaces?parent=%00, 400",
        "GET, /iceberg/v1/namespaces?pageSize=x, 400",
        "GET, /iceberg/v1/namespaces?pageSize=0, 400",
        "GET, /iceberg/v1/namespaces?pageSize=99999999999, 400",
        "GET, /iceberg/v1/namespaces?pageToken=%21, 400",
        "GET, /iceberg/v1/namespaces?pageToken=AA, 400",
        "GET, /iceberg/v1/namespaces/n/tables?pageSize=x, 400",
        "GET, /iceberg/v1/namespaces/n/views?pageSize=x, 400",
        "GET, /api/v1/events?limit=x, 400",
        "GET, /api/v1/events?after=x, 400",
        "GET, /api/v1/tables/a.b/metrics?limit=x, 400",
        "GET, /api/v1/tables/.../history, 400",
        "GET, /api/v1/tables?domain=%01, 400",
        "GET, /iceberg/v1/namespaces/../../../etc/passwd, 404",
        "GET, /iceberg/v1/namespaces/%2e%2e, 404",
        "GET, /, 404",
        "GET, /none, 404",
        "GET, /q/none, 404",
        "GET, /api/v1/none, 404",
        "GET, /iceberg/v1/none, 404",
        "OPTIONS, *, 404",
        "CONNECT, localhost:80, 404",
        "DELETE, /api/v1/storage, 405",
        "PUT, /iceberg/v1/namespaces/n, 405",
        "TRACE, /iceberg/v1/config, 405",
        "ODD, /iceberg/v1/config, 405",
    })
    void aTargetThatIsNoneIsRefused(String method, String target, int status) throws IOException {
        http.send(method + " " + target, http.localHost, http.bearer).assertRefused(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/x\r\n\r\n",
                "GET / HTTP/1.1\r\nNo colon\r\n\r\n",
                "GET / HTTP/1.1\r\nSpace d: x\r\n\r\n",
                "GET / HTTP/1.1\r\nX: a\u0000b\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            })
    void whatIsNoHttpIsRefused(String request) throws IOException {
        http.send(request.getBytes(StandardCharsets.ISO_8859_1)).assertRefused(400);
    }

    @Test
    void targetsAndHeadersAreBounded() throws IOException {
        http.get("/iceberg/v1/namespaces/" + "x".repeat(17_000)).assertRefused(414);
        http.send("GET /iceberg/v1/config", http.localHost, http.bearer, "X: " + "x".repeat(17_000))
                .assertRefused(431);
        http.send("GET /iceberg/v1/config", http.localHost, http.bearer, "X: 1\r\n".repeat(5_000) + "X: 1")
                .assertRefused(431);
        // Beyond these the HTTP server itself stops reading.
        http.get("/" + "x".repeat(70_000)).assertRefused(414);
        http.send("GET /iceberg/v1/config", http.localHost, http.bearer, "X: " + "x".repeat(70_000))
                .assertRefused(431);
        http.send("GET /iceberg/v1/config", http.localHost, http.bearer, "X: 1\r\n".repeat(1_000_000) + "X: 1")
                .assertRefused(431);
        http.send("GET /iceberg/v1/config", http.localHost, http.bearer, "Host: example.com")
                .assertRefused(421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "1",
                "\"x\"",
                "[]",
                "{",
                "{}x",
                "{\"updates\":[],\"updates\":[]}",
                "{\"sql\":1,\"name\":1,\"namespace\":1,\"files\":1,\"keys\":1,\"dryRun\":1,\"updates\":1,\"select\":1,\"uri\":1,\"plan-task\":[],\"report-type\":1,\"source\":1,\"table-changes\":1}",
                "{\"sql\":\"\\ud800\",\"namespace\":[\"\\ud800\"],\"x\":\"\\ud800\"}",
            })
    void aBodyThatIsNoRequestIsRefusedWherePossiblySent(String body) throws IOException {
        for (String path : new String[] {
            "/iceberg/v1/namespaces",
            "/iceberg/v1/namespaces/" + namespace + "/properties",
            tables,
            tables + "/t",
            tables + "/t/plan",
            tables + "/t/tasks",
            tables + "/t/sign",
            tables + "/t/metrics",
            "/iceberg/v1/namespaces/" + namespace + "/register",
            "/iceberg/v1/namespaces/" + namespace + "/views",
            "/iceberg/v1/tables/rename",
            "/iceberg/v1/transactions/commit",
            "/api/v1/apply",
            "/api/v1/sql",
            "/api/v1/collect",
            "/api/v1/landed-objects/keep"
        }) {
            RawHttp.Answer answer = http.post(path, body);
            assertEquals(400, answer.status(), path + ": " + answer.body());
            answer.assertRefused(400);
        }
    }

    @Test
    void bodiesAreUtf8AndNotDeep() throws IOException {
        byte[] malformed = "{\"sql\":\"SELECT '\u00ff'\",\"files\":[]}".getBytes(StandardCharsets.ISO_8859_1);
        String deep = "{\"files\":" + "[".repeat(100_000);
        for (String path : new String[] {"/api/v1/sql", "/api/v1/apply", "/iceberg/v1/namespaces", tables + "/t"}) {
            http.post(path, malformed).assertRefused(400);
            http.post(path, deep).assertRefused(400);
        }
    }

    @Test
    void namesInBodiesAreCheckedAsThoseInPathsAre() throws IOException {
        String odd = "{\"namespace\":[\"%s\"],\"name\":\"a\\u0000\"}".formatted(namespace);
        String good = "{\"namespace\":[\"%s\"],\"name\":\"t\"}".formatted(namespace);
        http.post("/iceberg/v1/tables/rename", "{\"source\":%s,\"destination\":%s}".formatted(odd, good))
                .assertRefused(400);
        http.post("/iceberg/v1/views/rename", "{\"source\":%s,\"destination\":%s}".formatted(odd, good))
                .assertRefused(400);
        http.post("/iceberg/v1/tables/rename", "{\"source\":%s,\"destination\":%s}".formatted(good, odd))
                .assertRefused(400);
        http.post("/iceberg/v1/transactions/commit", """
                {"table-changes":[{"identifier":%s,"requirements":[],"updates":[]}]}""".formatted(odd)).assertRefused(400);
        http.post(tables, "{\"name\":\"a\\u0000\",\"schema\":%s}".formatted(SCHEMA))
                .assertRefused(400);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type: text/xml, 415, header Content-Type: application/json",
        "Content-Type: odd, 415, header Content-Type: application/json",
        "Accept: text/html, 406, header Accept"
    })
    void mediaTypesAreJson(String header, int status, String says) throws IOException {
        String more = header.startsWith("Accept") ? "Content-Type: application/json" : "X: y";
        http.send(
                        "POST /iceberg/v1/namespaces",
                        http.localHost,
                        http.bearer,
                        header,
                        more,
                        "Connection: close",
                        "Content-Length: 2\r\n\r\n{}")
                .assertRefused(status, says);
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefusedInWords() throws IOException {
        byte[] chunk = new byte[(1 << 20) + 11];
        Arrays.fill(chunk, (byte) 'x');
        System.arraycopy("100000\r\n".getBytes(StandardCharsets.US_ASCII), 0, chunk, 0, 8);
        System.arraycopy("\r\n".getBytes(StandardCharsets.US_ASCII), 0, chunk, chunk.length - 3, 2);
        for (String path : new String[] {"/api/v1/sql", "/iceberg/v1/namespaces", "/none"}) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(RawHttp.head(
                            "POST " + path,
                            http.localHost,
                            http.bearer,
                            "Content-Type: application/json",
                            "Transfer-Encoding: chunked")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 66; i++) {
                request.write(chunk, 0, chunk.length - 1);
            }
            http.send(request.toByteArray()).assertRefused(413);
        }
    }

    @Test
    void whatNeedsNoTokenTakesOnlySmallBodies() throws IOException {
        for (String path : new String[] {"/q/health", "/iceberg/v1/oauth/tokens"}) {
            RawHttp.Answer answer =
                    http.send("POST " + path, http.localHost, "Content-Length: 20000\r\n\r\n" + "x".repeat(20_000));
            answer.assertRefused(413);
        }
    }
}
