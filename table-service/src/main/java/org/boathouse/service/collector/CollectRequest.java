package org.boathouse.service.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.failure.LakeFailure;

/**
 * {@code POST /api/v1/collect}.
 *
 * @param dryRun whether only to tell what a run would delete
 * @param limit how many unreachable objects a dry run lists
 * @param after the key after which it lists them
 */
record CollectRequest(boolean dryRun, int limit, String after) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> KEYS = List.of("dryRun", "limit", "after");
    private static final int LIMIT_DEFAULT = 1_000;
    private static final int LIMIT_MAX = 10_000;

    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static CollectRequest parse(String body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw LakeFailure.invalid("The request is no JSON: %s", e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw LakeFailure.invalid("Expected a JSON object such as {\"dryRun\":true,\"limit\":1000}");
        }
        json.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw LakeFailure.invalid("%s: unknown key%s", key, Nearest.hint(key, KEYS));
            }
        });
        JsonNode dryRun = json.path("dryRun");
        if (!dryRun.isBoolean()) {
            throw LakeFailure.invalid("dryRun: expected true or false; false deletes what nothing needs");
        }
        JsonNode limit = json.path("limit");
        if (!limit.isMissingNode() && (!limit.isInt() || limit.intValue() < 1 || limit.intValue() > LIMIT_MAX)) {
            throw LakeFailure.invalid("limit: expected a number from 1 to %d", LIMIT_MAX);
        }
        JsonNode after = json.path("after");
        if (!after.isMissingNode() && !after.isTextual()) {
            throw LakeFailure.invalid("after: expected an object's key");
        }
        return new CollectRequest(dryRun.booleanValue(), limit.asInt(LIMIT_DEFAULT), after.asText(""));
    }
}
