package org.boathouse.service.retention;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.boathouse.contract.layout.Domain;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.boathouse.service.security.Permissions;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.security.Principal;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How long the history of a domain's tables is kept where nobody says otherwise. */
@Path("/api/v1/domains")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Retention")
class DomainRetentionResource {
    private final Retentions retentions;
    private final Permissions permissions;
    private final CurrentVertxRequest http;
    private final OnceOnly once;

    DomainRetentionResource(Retentions retentions, Permissions permissions, CurrentVertxRequest http, OnceOnly once) {
        this.retentions = retentions;
        this.permissions = permissions;
        this.http = http;
        this.once = once;
    }

    @GET
    @Path("/{domain}/retention")
    @Operation(summary = "Tells how long the history of a domain's tables is kept where nobody says otherwise")
    public RetentionState domainRetention(@PathParam("domain") String name) {
        return retentions.of(domain(name, Action.READ));
    }

    @PUT
    @Path("/{domain}/retention")
    @Operation(
            summary = "Says how long the history of a domain's tables is kept where nobody says otherwise",
            description = "In the namespace's properties, under Iceberg's keys. Repeated, it changes nothing.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RetentionRequest.class)))
    public RetentionState setDomainRetention(@PathParam("domain") String name, byte[] body) {
        RetentionRequest request = RetentionRequest.parse(body);
        if (request.dryRun()) {
            once.notRecorded();
        }
        return retentions.set(domain(name, Action.CHANGE), request);
    }

    private Domain domain(String name, Action action) {
        Domain domain = new Domain(name);
        permissions.require(Principal.of(http.getCurrent()), action, domain.name());
        return domain;
    }
}
