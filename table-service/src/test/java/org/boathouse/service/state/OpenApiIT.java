package org.boathouse.service.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The platform's interface is described where tools look for it. */
@ExtendWith(StoresExtension.class)
class OpenApiIT {
    @Test
    void everyCallThatChangesTableStateIsDescribedWithItsRequestAndAnswer(LakeProcess lake) throws Exception {
        HttpResponse<String> answer = ask(lake, "Bearer " + lake.token());
        assertEquals(200, answer.statusCode());
        JsonNode api = new JsonMapper().readTree(answer.body());
        for (String call : List.of(
                "post /api/v1/restore",
                "post /api/v1/undrop",
                "post /api/v1/expire",
                "put /api/v1/tables/{name}/retention",
                "put /api/v1/domains/{domain}/retention",
                "put /api/v1/tables/{name}/tags/{tag}",
                "put /api/v1/tables/{name}/branches/{branch}",
                "post /api/v1/tables/{name}/branches/{branch}/fast-forward")) {
            JsonNode described = operation(api, call);
            assertTrue(described.has("summary"), call);
            assertTrue(described.toString().contains("#/components/schemas/"), call + described);
            assertTrue(described.has("requestBody"), call + described);
        }
        for (String call : List.of(
                "get /api/v1/tables",
                "get /api/v1/dropped",
                "get /api/v1/tables/{name}/history",
                "get /api/v1/tables/{name}/diff",
                "get /api/v1/tables/{name}/refs",
                "get /api/v1/tables/{name}/retention",
                "get /api/v1/domains/{domain}/retention",
                "delete /api/v1/tables/{name}/tags/{tag}",
                "delete /api/v1/tables/{name}/branches/{branch}")) {
            assertTrue(operation(api, call).has("summary"), call);
        }
        assertTrue(api.at("/components/schemas/RestoreRequest/properties").has("verify"));
    }

    @Test
    void itIsDescribedToThoseOnlyWhoMayAsk(LakeProcess lake) throws Exception {
        assertEquals(401, ask(lake, "Bearer nobody").statusCode());
    }

    private static JsonNode operation(JsonNode api, String call) {
        String[] parts = call.split(" ");
        JsonNode operation = api.path("paths").path(parts[1]).path(parts[0]);
        assertTrue(operation.isObject(), () -> call + " is not described");
        return operation;
    }

    private static HttpResponse<String> ask(LakeProcess lake, String authorization) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(lake.url() + "/q/openapi?format=json"))
                                .header("Authorization", authorization)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
