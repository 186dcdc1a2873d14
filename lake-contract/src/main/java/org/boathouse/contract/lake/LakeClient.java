package org.boathouse.contract.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** Calls the platform's HTTP interface, {@code /api/v1}; a refusal comes back as the {@link LakeFailure} the service meant. */
public final class LakeClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int CHANGE_ATTEMPTS_MAX = 3;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final LakeAddress address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    public LakeClient(LakeAddress address) {
        this.address = address;
    }

    public LakeAddress address() {
        return address;
    }

    /** @param path below {@code /api/v1}, with its leading slash */
    public JsonNode get(String path) {
        return json(send(request(path).GET().build()));
    }

    /** @param path below {@code /api/v1}, with its leading slash */
    public JsonNode post(String path, Object body) {
        return json(send(postRequest(path, body)));
    }

    /** As {@link #post}, for an answer of any type and size: the caller closes the stream. */
    public InputStream postForStream(String path, Object body) {
        return send(postRequest(path, body));
    }

    /**
     * Sends a request that changes table state, with a key of its own: where the answer gets lost it is sent again, and
     * applied once all the same.
     *
     * @param method POST, PUT or DELETE
     * @param path below {@code /api/v1}, with its leading slash
     * @param body null for none
     */
    public JsonNode change(String method, String path, Object body) {
        try {
            HttpRequest request = request(path)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
            return json(sendAgain(request));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private InputStream sendAgain(HttpRequest request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return send(request);
            } catch (LakeFailure e) {
                boolean unanswered = e.kind() == FailureKind.OUTCOME_UNKNOWN || e.kind() == FailureKind.UNAVAILABLE;
                if (!unanswered
                        || attempt == CHANGE_ATTEMPTS_MAX
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeFailure(FailureKind.OUTCOME_UNKNOWN, "interrupted between two tries", e);
        }
    }

    /** What the lake's object store is, and the keys to it. */
    public LakeStorage storage() {
        return JSON.convertValue(get("/storage"), LakeStorage.class);
    }

    private HttpRequest postRequest(String path, Object body) {
        try {
            return request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address.url() + "/api/v1" + path))
                .header("Authorization", "Bearer " + address.token());
    }

    private InputStream send(HttpRequest request) {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw LakeFailure.unavailable(
                    "No lake answers at %s: start one with 'boathouse up', or set BOATHOUSE_URL"
                            .formatted(address.url()),
                    e);
        } catch (IOException e) {
            throw new LakeFailure(
                    FailureKind.OUTCOME_UNKNOWN,
                    "%s %s got no whole answer: %s".formatted(request.method(), request.uri(), e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeFailure(FailureKind.OUTCOME_UNKNOWN, "interrupted at " + request.uri(), e);
        }
        if (response.statusCode() / 100 != 2) {
            throw failure(response);
        }
        return response.body();
    }

    private static LakeFailure failure(HttpResponse<InputStream> response) {
        FailureKind kind = FailureKind.ofHttpStatus(response.statusCode());
        String message = "HTTP status " + response.statusCode() + " from " + response.uri();
        try (InputStream body = response.body()) {
            JsonNode error = JSON.readTree(body).path("error");
            message = error.path("message").asText(message);
        } catch (IOException e) {
            // No JSON came back (a proxy's page, say): the status has to do.
        }
        return new LakeFailure(kind, message);
    }

    private static JsonNode json(InputStream stream) {
        try (stream) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new LakeFailure(FailureKind.OUTCOME_UNKNOWN, "The lake's answer is no JSON: " + e.getMessage(), e);
        }
    }
}
