package org.boathouse.service.catalog;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.boathouse.service.catalog.names.PathNames;
import org.boathouse.service.security.AccessAsked;

/** Adds tables by metadata files that are there, over the Iceberg REST interface. */
@Path("/iceberg/v1/namespaces/{namespace}/register")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RegisterResource {
    private final PostgresCatalog catalog;
    private final AccessDelegation delegation;

    RegisterResource(PostgresCatalog catalog, AccessDelegation delegation) {
        this.catalog = catalog;
        this.delegation = delegation;
    }

    @POST
    public Response register(
            @Encoded @PathParam("namespace") String namespace,
            @HeaderParam(AccessAsked.HEADER) String accessAsked,
            RegisterTableRequest request,
            RoutingContext http) {
        TableIdentifier table = TableIdentifier.of(PathNames.namespace(namespace), request.name());
        return TableResponse.of(
                catalog.register(table, request.metadataLocation(), request.overwrite())
                        .document(),
                SnapshotsShown.ALL,
                delegation.afterCommit(AccessAsked.of(accessAsked, http), table));
    }
}
