package org.boathouse.service.catalog;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.boathouse.service.catalog.names.PathNames;

/** Adds views by metadata files that are there, over the Iceberg REST interface. */
@Path("/iceberg/v1/namespaces/{namespace}/register-view")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ViewRegistrationResource {
    private final PostgresViews views;

    ViewRegistrationResource(PostgresViews views) {
        this.views = views;
    }

    @POST
    public Response register(@Encoded @PathParam("namespace") String namespace, RegisterViewRequest request) {
        TableIdentifier view = TableIdentifier.of(PathNames.namespace(namespace), request.name());
        return TableResponse.of(views.register(view, request.metadataLocation()));
    }
}
