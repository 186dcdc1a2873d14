package org.boathouse.service.access;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.apache.iceberg.rest.responses.ImmutableLoadCredentialsResponse;
import org.apache.iceberg.rest.responses.LoadCredentialsResponse;
import org.boathouse.service.catalog.PathNames;
import org.boathouse.service.catalog.TableFiles;
import org.boathouse.service.security.Principal;

/** Which keys of its own a table has: none. Requests for its files are signed instead. */
@Path("/iceberg/v1/namespaces/{namespace}/tables/{table}/credentials")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class CredentialsResource {
    private final TableFiles files;

    CredentialsResource(TableFiles files) {
        this.files = files;
    }

    @GET
    public LoadCredentialsResponse credentials(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            RoutingContext http) {
        // So that a table that is not there is a 404.
        files.keyPrefixes(PathNames.table(namespace, name), Principal.of(http).name());
        return ImmutableLoadCredentialsResponse.builder().build();
    }
}
