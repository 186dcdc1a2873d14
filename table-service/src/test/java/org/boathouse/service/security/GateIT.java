package org.boathouse.service.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(StoresExtension.class)
class GateIT {
    private final LakeProcess lake;
    private final RawHttp http;
    private final String localHost;
    private final String bearer;

    GateIT(LakeProcess lake) {
        this.lake = lake;
        this.http = new RawHttp(lake);
        this.localHost = http.localHost;
        this.bearer = http.bearer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/storage",
                "/api/v1/none",
                "/iceberg/v1/config",
                "/q/metrics",
                "/q/health/../metrics",
                "/q/health/../../api/v1/storage",
                "/q/health/%2e%2e/metrics",
                "//q/health/../metrics",
                "/q/healthy",
                "/q/health/group/any"
            })
    void noPathButHealthAnswersWithoutTheToken(String path) throws IOException {
        assertEquals(401, send("GET " + path, localHost).status());
        assertEquals(
                401,
                send("GET " + path, localHost, "Authorization: Bearer guessed").status());
        assertEquals(401, send("GET " + path, localHost, bearer + "x").status());
        assertEquals(
                401,
                send("GET " + path, localHost, bearer.replace("Bearer", "Basic"))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/storage", "/iceberg/v1/config", "/q/metrics", "/q/health"})
    void foreignHostsAndOriginsAreRefusedOnEveryPathEvenWithTheToken(String path) throws IOException {
        assertEquals(421, send("GET " + path, "Host: lake.example.com", bearer).status());
        assertEquals(
                421, send("GET " + path, "Host: 127.0.0.1.example.com", bearer).status());
        assertEquals(
                403,
                send("GET " + path, localHost, bearer, "Origin: http://example.com")
                        .status());
        assertEquals(403, send("GET " + path, localHost, bearer, "Origin: null").status());
        assertEquals(
                403,
                send("GET " + path, localHost, bearer, "Origin: http://127.0.0.1:1")
                        .status());
    }

    @Test
    void theTokenLetsInUnderEveryLoopbackName() throws IOException {
        int port = lake.url().getPort();
        for (String host : new String[] {"127.0.0.1:" + port, "localhost:" + port, "LOCALHOST", "[::1]:" + port}) {
            assertEquals(
                    200, send("GET /api/v1/storage", "Host: " + host, bearer).status(), host);
            assertEquals(
                    200,
                    send("GET /api/v1/storage", "Host: " + host, bearer, "Origin: http://" + host)
                            .status(),
                    host);
        }
        assertEquals(200, send("GET /q/health", localHost).status());
        assertEquals(200, send("GET /q/metrics", localHost, bearer).status());
    }

    @Test
    void aRefusalSaysWhatIsWantedInTheShapeOfAllErrors() throws IOException {
        RawHttp.Answer refused = send("GET /api/v1/storage", localHost);

        assertTrue(refused.head().toLowerCase(java.util.Locale.ROOT).contains("\r\nwww-authenticate: bearer\r\n"));
        JsonNode error = new JsonMapper().readTree(refused.body()).path("error");
        assertEquals(401, error.path("code").asInt());
        assertEquals("FORBIDDEN", error.path("type").asText());
        assertTrue(error.path("message").asText().contains("BOATHOUSE_TOKEN"), refused.body());
    }

    @Test
    void aBodyOverTheLimitIsRefusedUnread() throws IOException {
        String json = "Content-Type: application/json";
        for (String length : new String[] {"67108865", "9223372036854775807"}) {
            RawHttp.Answer refused =
                    send("POST /iceberg/v1/namespaces", localHost, bearer, json, "Content-Length: " + length);
            assertEquals(413, refused.status());
            assertTrue(refused.body().contains("body-bytes-max"), refused.body());
        }
    }

    private RawHttp.Answer send(String line, String... headers) throws IOException {
        return http.send(line, headers);
    }
}
