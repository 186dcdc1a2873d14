package org.boathouse.service.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.apache.iceberg.catalog.Namespace;
import org.boathouse.testkit.LakeProcess;

/** Asks a replica to plan scans, by HTTP, without Iceberg's client. */
record PlanningClient(LakeProcess lake, Namespace namespace) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Asks until the plan is made, whatever became of it. */
    JsonNode await(String id, String status) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            HttpResponse<String> answer = send("GET", "/plan/" + id, null, null);
            assertEquals(200, answer.statusCode(), answer.body());
            JsonNode plan = JSON.readTree(answer.body());
            if (!plan.path("status").asText().equals("submitted") || System.nanoTime() > end) {
                assertEquals(status, plan.path("status").asText(), answer.body());
                return plan;
            }
            Thread.sleep(50);
        }
    }

    /** Plans a scan of the table {@code events}. */
    HttpResponse<String> plan(String request) throws Exception {
        return send("POST", "/plan", request, null);
    }

    /** @param path below the table {@code events} */
    HttpResponse<String> send(String method, String path, String body, String prefer) throws Exception {
        return sendTo(method, "/tables/events" + path, body, prefer);
    }

    /**
     * @param path below the namespace
     * @param prefer null where nothing is preferred
     */
    HttpResponse<String> sendTo(String method, String path, String body, String prefer) throws Exception {
        HttpRequest.Builder request = lake.request("/iceberg/v1/namespaces/" + namespace + path)
                .setHeader("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (prefer != null) {
            request.setHeader("Prefer", prefer);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
