package org.boathouse.service.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.boathouse.service.state.StateClient;
import org.boathouse.service.state.StateClient.Answer;

/** Asks a lake to expire, and looks at what it tells. */
record Expiring(StateClient lake) {
    /** @param more the request, without its braces */
    Answer expire(String more) {
        StateClient.pause();
        return lake.post("/expire", "{%s}".formatted(more));
    }

    Answer expire(String table, boolean dryRun) {
        return expire("'tables': ['%s'], 'dryRun': %s".formatted(lake.name(table), dryRun));
    }

    /** Of snapshots as a report lists them. */
    static List<Long> ids(JsonNode snapshots) {
        return StreamSupport.stream(snapshots.spliterator(), false)
                .map(snapshot -> snapshot.path("snapshotId").asLong())
                .toList();
    }

    /** Why a report says that a snapshot goes or is kept. */
    static String why(JsonNode snapshots, long id) {
        return StreamSupport.stream(snapshots.spliterator(), false)
                .filter(snapshot -> snapshot.path("snapshotId").asLong() == id)
                .findFirst()
                .map(snapshot -> snapshot.path("why").toString())
                .orElse("not there");
    }

    /** What a table has. */
    List<Long> snapshots(String table) {
        List<Long> ids = new ArrayList<>();
        lake.catalog()
                .loadTable(lake.identifier(table))
                .snapshots()
                .forEach(snapshot -> ids.add(snapshot.snapshotId()));
        return ids;
    }

    static void refused(int status, String message, Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(answer.message().contains(message), answer.message());
    }
}
