package org.boathouse.service.retention;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.boathouse.service.state.TableLookup;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How long the history of a table is kept. What a product says of it stands in its contract. */
@Path("/api/v1/tables")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Retention")
class TableRetentionResource {
    private final Retentions retentions;
    private final TableLookup tables;
    private final OnceOnly once;

    TableRetentionResource(Retentions retentions, TableLookup tables, OnceOnly once) {
        this.retentions = retentions;
        this.tables = tables;
        this.once = once;
    }

    @GET
    @Path("/{name}/retention")
    @Operation(summary = "Tells how long a table's history is kept, and who says so")
    public RetentionState tableRetention(@PathParam("name") String name) {
        return retentions.of(tables.toRead(name));
    }

    @PUT
    @Path("/{name}/retention")
    @Operation(
            summary = "Says how long a table's history is kept",
            description = "In the table's properties, under Iceberg's keys. Repeated, it changes nothing.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RetentionRequest.class)))
    public RetentionState setTableRetention(@PathParam("name") String name, byte[] body) {
        RetentionRequest request = RetentionRequest.parse(body);
        if (request.dryRun()) {
            once.notRecorded();
        }
        return retentions.set(tables.toChange(name), request);
    }
}
