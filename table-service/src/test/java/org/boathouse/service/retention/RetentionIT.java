package org.boathouse.service.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Saying how long history is kept, for a table or a domain, and what is refused. */
@ExtendWith(StoresExtension.class)
class RetentionIT {
    private StateClient lake;
    private Expiring expiring;

    @BeforeEach
    void open(LakeProcess service) {
        lake = new StateClient(service);
        expiring = new Expiring(lake);
    }

    @AfterEach
    void close() throws IOException {
        lake.close();
    }

    @Test
    void theMostSpecificPolicyHoldsSettingBySetting() {
        lake.append(lake.create("t", Map.of()), 1);
        String domain = "/domains/" + lake.domain() + "/retention";
        String table = "/tables/" + lake.name("t") + "/retention";
        assertTrue(lake.get(table).body().at("/policy/maxSnapshotAge").isNull());

        Answer set = lake.put(domain, "{'maxSnapshotAge': '30d', 'minSnapshotsToKeep': 3}");
        assertEquals(200, set.status(), set::toString);
        assertEquals("set", set.body().path("action").asText());
        assertEquals("owner", set.body().path("setBy").asText());
        assertEquals(
                "unchanged",
                lake.put(domain, "{'maxSnapshotAge': 'P30D'}")
                        .body()
                        .path("action")
                        .asText());
        assertEquals("3", lake.get(domain).body().at("/own/minSnapshotsToKeep").asText());
        assertNotNull(lake.get(domain).body().path("setAt").textValue());
        assertEquals(
                "2592000000",
                lake.catalog()
                        .loadNamespaceMetadata(Namespace.of(lake.domain()))
                        .get(SnapshotRetention.MAX_SNAPSHOT_AGE_MS));

        assertEquals(
                "set",
                lake.put(table, "{'maxSnapshotAge': 'forever', 'dryRun': true}")
                        .body()
                        .path("action")
                        .asText());
        assertEquals(
                "30d", lake.get(table).body().at("/policy/maxSnapshotAge/value").asText());
        JsonNode policy =
                lake.put(table, "{'maxSnapshotAge': 'forever'}").body().path("policy");
        assertEquals("forever", policy.at("/maxSnapshotAge/value").asText());
        assertEquals("table " + lake.name("t"), policy.at("/maxSnapshotAge/by").asText());
        assertEquals(
                "domain " + lake.domain(), policy.at("/minSnapshotsToKeep/by").asText());
        lake.put(table, "{'clear': true}");
        assertEquals(
                "domain " + lake.domain(),
                lake.get(table).body().at("/policy/maxSnapshotAge/by").asText());
        assertEquals(
                "retention",
                lake.get("/tables/" + lake.name("t") + "/history")
                        .body()
                        .at("/changes/0/operation")
                        .asText());
    }

    @Test
    void whatCanNotBeMeantIsRefusedInWords() {
        lake.create("t", Map.of());
        String table = "/tables/" + lake.name("t") + "/retention";
        Expiring.refused(400, "maxSnapshotAge: expected such as 30d", lake.put(table, "{'maxSnapshotAge': '-3d'}"));
        Expiring.refused(400, "maxRefAge: expected such as 30d", lake.put(table, "{'maxRefAge': '0d'}"));
        Expiring.refused(400, "maxSnapshotAge: expected a string", lake.put(table, "{'maxSnapshotAge': 30}"));
        Expiring.refused(
                400, "minSnapshotsToKeep: expected a number from 1", lake.put(table, "{'minSnapshotsToKeep': 0}"));
        Expiring.refused(400, "did you mean maxRefAge?", lake.put(table, "{'maxrefage': '3d'}"));
        Expiring.refused(
                404, "There is no domain nowhere", lake.put("/domains/nowhere/retention", "{'maxRefAge': '3d'}"));
        Expiring.refused(
                400, "is no valid domain name", lake.put("/domains/No%20where/retention", "{'maxRefAge': '3d'}"));
        Expiring.refused(404, "There is no table nowhere.silver.t", lake.get("/tables/nowhere.silver.t/retention"));
        Expiring.refused(400, "dryRun: expected true or false", expiring.expire(""));
        Expiring.refused(400, "at most one of", expiring.expire("'tables': ['a.b.c'], 'domain': 'a', 'dryRun': true"));
        Expiring.refused(400, "one name or more", expiring.expire("'tables': [], 'dryRun': true"));
        Expiring.refused(404, "There is no table a.b.c", expiring.expire("'tables': ['a.b.c'], 'dryRun': true"));
        Expiring.refused(404, "Domain nowhere has no table; ", expiring.expire("'domain': 'nowhere', 'dryRun': true"));
        Expiring.refused(404, "No contract with the id 'x'", expiring.expire("'contracts': ['x'], 'dryRun': true"));
    }
}
