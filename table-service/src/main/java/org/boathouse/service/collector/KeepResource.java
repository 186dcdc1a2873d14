package org.boathouse.service.collector;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.boathouse.service.http.JsonObject;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

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
    @Operation(summary = "Keeps stored objects from being deleted before they are committed")
    @RequestBody(
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            requiredProperties = "keys",
                                            properties =
                                                    @SchemaProperty(
                                                            name = "keys",
                                                            type = SchemaType.ARRAY,
                                                            implementation = String.class))))
    public Map<String, Integer> keep(byte[] body) {
        List<String> keys = JsonObject.of(body, "keys").texts("keys", KEYS_MAX, "object keys");
        collector.keep(keys);
        return Map.of("kept", keys.size());
    }
}
