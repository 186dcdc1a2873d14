package org.boathouse.service.restore;

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

/** Sets tables back. */
@Path("/api/v1/restore")
@Blocking
@Tag(name = "Restore")
class RestoreResource {
    private final Restore restore;
    private final OnceOnly once;

    RestoreResource(Restore restore, OnceOnly once) {
        this.restore = restore;
        this.once = once;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Sets tables back to what they were, all or none",
            description = "The heads that are left are kept under a tag. Repeated, it changes nothing more.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RestoreRequest.class)))
    public RestoreReport restore(byte[] body) {
        RestoreRequest request = RestoreRequest.parse(body);
        if (request.dryRun()) {
            once.notRecorded();
        }
        return restore.restore(request);
    }
}
