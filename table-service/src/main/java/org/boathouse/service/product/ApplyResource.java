package org.boathouse.service.product;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.boathouse.service.security.Principal;

/** Registers contracts, and makes and evolves the tables they describe. */
@Path("/api/v1/apply")
class ApplyResource {
    private final Products products;

    ApplyResource(Products products) {
        this.products = products;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public ApplyReport apply(byte[] body, RoutingContext http) {
        ApplyRequest request = ApplyRequest.parse(body);
        return products.apply(
                request.products(), request.dryRun(), Principal.of(http).name());
    }
}
