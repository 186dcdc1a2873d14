package org.boathouse.service.product;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.boathouse.service.security.Principal;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Registers contracts, and makes and evolves the tables they describe. */
@Path("/api/v1/apply")
class ApplyResource {
    private final Products products;

    ApplyResource(Products products) {
        this.products = products;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Registers contracts and SELECTs, creates and evolves their tables, all or none")
    @RequestBody(content = @Content(schema = @Schema(implementation = ApplyRequest.class)))
    public ApplyReport apply(byte[] body, RoutingContext http) {
        ApplyRequest request = ApplyRequest.parse(body);
        return products.apply(
                request.products(), request.dryRun(), Principal.of(http).name());
    }
}
