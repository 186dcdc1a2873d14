package org.boathouse.service.collector;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.boathouse.service.retention.ExpireReport;
import org.boathouse.service.retention.ExpireRequest;
import org.boathouse.service.retention.RequestedExpiry;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Does for some tables, and now, what the collector does for all of them in its time. */
@Path("/api/v1/expire")
@Blocking
@Tag(name = "Retention")
class ExpireResource {
    private final RequestedExpiry expiry;
    private final Turns turns;
    private final OnceOnly once;

    ExpireResource(RequestedExpiry expiry, Turns turns, OnceOnly once) {
        this.expiry = expiry;
        this.turns = turns;
        this.once = once;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Removes snapshots, branches and tags that policies let go and nothing else needs",
            description = "One commit for each table. Repeated, it changes nothing more. A dry run lists what would go,"
                    + " and what is kept though its policy would let it go, each with why.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ExpireRequest.class)))
    public ExpireReport expire(byte[] body) {
        ExpireRequest request = ExpireRequest.parse(body);
        if (request.dryRun()) {
            once.notRecorded();
            return expiry.expire(request);
        }
        return once.answeredAtTheEnd(() -> turns.collect(() -> expiry.expire(request))
                .orElseThrow(() -> LakeFailure.conflict(
                        "A collection is under way, which expires what policies let go: try again when it is over")));
    }
}
