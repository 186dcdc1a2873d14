package org.boathouse.service.dropped;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.boathouse.contract.layout.Domain;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was dropped and can be brought back. */
@Path("/api/v1/dropped")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Dropped tables, views and namespaces")
class DroppedResource {
    private final Undrop undrop;

    DroppedResource(Undrop undrop) {
        this.undrop = undrop;
    }

    @Schema(name = "DroppedThings")
    record Listing(List<DroppedState> dropped) {}

    @GET
    @Operation(summary = "Lists what was dropped and can be brought back, newest first")
    public Listing dropped(@QueryParam("domain") String domainOrNull) {
        return new Listing(
                undrop.list(domainOrNull == null ? Namespace.empty() : Namespace.of(new Domain(domainOrNull).name())));
    }
}
