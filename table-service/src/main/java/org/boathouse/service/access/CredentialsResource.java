package org.boathouse.service.access;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.responses.ImmutableLoadCredentialsResponse;
import org.boathouse.service.catalog.AccessDelegation;
import org.boathouse.service.catalog.names.PathNames;
import org.boathouse.service.security.Principal;

/** Fresh temporary keys to a table's files, where the object store has an STS; elsewhere none. */
@Path("/iceberg/v1/namespaces/{namespace}/tables/{table}/credentials")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class CredentialsResource {
    private final AccessDelegation delegation;

    CredentialsResource(AccessDelegation delegation) {
        this.delegation = delegation;
    }

    @GET
    public Response credentials(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            RoutingContext http) {
        List<Credential> keys = delegation.credentials(PathNames.table(namespace, name), Principal.of(http));
        return Response.ok(ImmutableLoadCredentialsResponse.builder()
                        .addAllCredentials(keys)
                        .build())
                // Kept by nobody on the way.
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
