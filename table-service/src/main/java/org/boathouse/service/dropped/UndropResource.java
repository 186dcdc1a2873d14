package org.boathouse.service.dropped;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Brings back what was dropped. */
@Path("/api/v1/undrop")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Dropped tables, views and namespaces")
class UndropResource {
    private final Undrop undrop;
    private final OnceOnly once;

    UndropResource(Undrop undrop, OnceOnly once) {
        this.undrop = undrop;
        this.once = once;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Brings back tables, views and namespaces that were dropped, all or none",
            description =
                    "As they were, with their snapshots, branches and tags; a table's namespace comes back with it. Repeated, it changes nothing.")
    @RequestBody(content = @Content(schema = @Schema(implementation = UndropRequest.class)))
    public UndropReport undrop(byte[] body) {
        UndropRequest request = UndropRequest.parse(body);
        if (request.dryRun()) {
            once.notRecorded();
        }
        return undrop.undrop(request);
    }
}
