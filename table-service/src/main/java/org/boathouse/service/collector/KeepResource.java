package org.boathouse.service.collector;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.boathouse.service.http.JsonObject;

/**
 * {@code POST /api/v1/landed-objects/keep} with {@code {"keys": [...]}}: what a lander says of objects that it found stored,
 * before it commits them to a ledger.
 */
@Path("/api/v1/landed-objects/keep")
@Blocking
class KeepResource {
    private static final int KEYS_MAX = 10_000;

    private final Collector collector;

    KeepResource(Collector collector) {
        this.collector = collector;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, Integer> keep(byte[] body) {
        List<String> keys = JsonObject.of(body, "keys").texts("keys", KEYS_MAX, "object keys");
        collector.keep(keys);
        return Map.of("kept", keys.size());
    }
}
