package org.boathouse.service.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.LakeFailure;

/**
 * {@code POST /api/v1/landed-objects/keep} with {@code {"keys": [...]}}: what a lander says of objects that it found stored,
 * before it commits them to a ledger.
 */
@Path("/api/v1/landed-objects/keep")
@Blocking
class KeepResource {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KEYS_MAX = 10_000;

    private final Collector collector;

    KeepResource(Collector collector) {
        this.collector = collector;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, Integer> keep(String body) {
        List<String> keys = keys(body);
        collector.keep(keys);
        return Map.of("kept", keys.size());
    }

    private static List<String> keys(String body) {
        JsonNode keys;
        try {
            keys = JSON.readTree(body).path("keys");
        } catch (JsonProcessingException e) {
            throw LakeFailure.invalid("The request is no JSON: %s", e.getOriginalMessage());
        }
        if (!keys.isArray() || keys.size() > KEYS_MAX) {
            throw LakeFailure.invalid("keys: expected a list of at most %d object keys", KEYS_MAX);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode key : keys) {
            if (!key.isTextual() || key.textValue().indexOf(0) >= 0) {
                throw LakeFailure.invalid("keys: expected object keys, not %s", key);
            }
            texts.add(key.textValue());
        }
        return texts;
    }
}
