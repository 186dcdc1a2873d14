package org.boathouse.service.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.state.StateClient;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is described is what comes, call by call, against the built service. */
@ExtendWith(StoresExtension.class)
class EveryCallIT {
    private static final String TABLES = "/api/v1/tables";

    private StateClient lake;
    private Description described;

    @BeforeEach
    void open(LakeProcess process) throws Exception {
        lake = new StateClient(process);
        HttpRequest request = process.request("/q/openapi?format=json").build();
        described = new Description(new JsonMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body()));
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void answersAreAsTheyAreDescribed() {
        Table table = lake.create("t", Map.of(TableKeys.DATA_PRODUCT, "shop"));
        long first = lake.append(table, 1);
        lake.append(table, 2);
        String name = lake.name("t");
        String at = "/tables/" + name;
        described.isTrueOf(
                "put " + TABLES + "/{name}/tags/{tag}", lake.put(at + "/tags/v1", "{'at': '" + first + "'}"));
        described.isTrueOf(
                "put " + TABLES + "/{name}/branches/{branch}",
                lake.put(at + "/branches/b", "{'at': 'v1', 'keepFor': '3d', 'keepSnapshotsMin': 2}"));
        described.isTrueOf(
                "post " + TABLES + "/{name}/branches/{branch}/fast-forward",
                lake.post(at + "/branches/b/fast-forward", "{'to': 'main'}"));
        described.isTrueOf("get " + TABLES + "/{name}/refs", lake.get(at + "/refs"));
        described.isTrueOf(
                "delete " + TABLES + "/{name}/branches/{branch}", lake.delete(at + "/branches/b?dryRun=true"));
        described.isTrueOf("get " + TABLES + "/{name}/diff", lake.get(at + "/diff?from=v1"));
        String restore = "{'tables': ['%s'], 'to': 'v1', 'dryRun': %s}";
        described.isTrueOf("post /api/v1/restore", lake.post("/restore", restore.formatted(name, true)));
        described.isTrueOf("post /api/v1/restore", lake.post("/restore", restore.formatted(name, false)));
        described.isTrueOf("get " + TABLES + "/{name}/history", lake.get(at + "/history"));
        described.isTrueOf("get " + TABLES, lake.get("/tables?domain=" + lake.domain()));
        described.isTrueOf(
                "put " + TABLES + "/{name}/retention", lake.put(at + "/retention", "{'maxSnapshotAge': '1s'}"));
        described.isTrueOf("get " + TABLES + "/{name}/retention", lake.get(at + "/retention"));
        String domain = "/domains/" + lake.domain() + "/retention";
        described.isTrueOf("get /api/v1/domains/{domain}/retention", lake.get(domain));
        described.isTrueOf("put /api/v1/domains/{domain}/retention", lake.put(domain, "{'maxRefAge': '9d'}"));
        described.isTrueOf(
                "post /api/v1/expire", lake.post("/expire", "{'tables': ['%s'], 'dryRun': true}".formatted(name)));
        described.isTrueOf("delete " + TABLES + "/{name}/tags/{tag}", lake.delete(at + "/tags/v1"));
        described.isTrueOf("delete " + TABLES + "/{name}/tags/{tag}", lake.delete(at + "/tags/v1"));
        lake.catalog().dropTable(lake.identifier("t"), true);
        described.isTrueOf("get " + TABLES + "/{name}/history", lake.get(at + "/history"));
        described.isTrueOf("get /api/v1/dropped", lake.get("/dropped?domain=" + lake.domain()));
        for (int again = 0; again < 2; again++) {
            described.isTrueOf("post /api/v1/undrop", lake.post("/undrop", "{'names': ['%s']}".formatted(name)));
        }
        described.isTrueOf("get /api/v1/events", lake.get("/events?limit=5"));
        described.isTrueOf("get /api/v1/contracts", lake.get("/contracts"));
    }

    @Test
    void aClientCanBeMadeOfIt() {
        JsonNode api = described.api();
        assertEquals(
                "bearer", api.at("/components/securitySchemes/token/scheme").asText());
        assertTrue(api.at("/security/0").has("token"));
        Set<String> ids = new HashSet<>();
        List<String> wanting = new ArrayList<>();
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(call -> {
                    String name = call.getKey() + " " + path.getKey();
                    boolean isKeyed =
                            call.getValue().path("parameters").toString().contains("Idempotency-Key");
                    assertTrue(isKeyed || !name.equals("post /api/v1/restore") && !name.startsWith("delete"), name);
                    assertFalse(isKeyed && name.startsWith("get"), name);
                    if (!path.getKey().startsWith("/api/v1/")
                            || !ids.add(call.getValue().path("operationId").asText())
                            || call.getValue().path("summary").asText().split(" ").length < 2
                            || call.getValue().at("/responses/default/content").isMissingNode()
                            || call.getValue().path("requestBody").toString().contains("binary")) {
                        wanting.add(name);
                    }
                }));
        assertEquals(List.of(), wanting);
        api.at("/components/schemas")
                .fieldNames()
                .forEachRemaining(name -> assertTrue(name.matches("[A-Z][A-Za-z]*"), name));
    }
}
