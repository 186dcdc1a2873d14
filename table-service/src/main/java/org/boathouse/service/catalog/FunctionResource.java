package org.boathouse.service.catalog;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.boathouse.service.catalog.names.PathNames;

/** Functions over the Iceberg REST interface. The specification has no way to make one yet, so there is none to find. */
@Path("/iceberg/v1/namespaces/{namespace}/functions")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class FunctionResource {
    private final NamespaceStore namespaces;

    FunctionResource(NamespaceStore namespaces) {
        this.namespaces = namespaces;
    }

    @GET
    public ListTablesResponse list(
            @Encoded @PathParam("namespace") String encoded,
            @QueryParam("pageToken") String pageToken,
            @QueryParam("pageSize") String pageSize) {
        PageRequest page = PageRequest.of(pageToken, pageSize);
        checkThere(PathNames.namespace(encoded));
        // Identifiers of functions and of tables are written alike.
        return ListTablesResponse.builder()
                .addAll(page.page(List.<TableIdentifier>of(), TableIdentifier::name)
                        .items())
                .build();
    }

    @GET
    @Path("/{function}")
    public void load(@Encoded @PathParam("namespace") String encoded, @Encoded @PathParam("function") String name) {
        TableIdentifier function = PathNames.table(encoded, name);
        checkThere(function.namespace());
        throw new NoSuchFunctionException(function);
    }

    private void checkThere(Namespace namespace) {
        if (namespaces.properties(namespace).isEmpty()) {
            throw NamespaceStore.missing(namespace);
        }
    }

    /** Named as the specification names the error. */
    static final class NoSuchFunctionException extends NotFoundException {
        private static final long serialVersionUID = 1L;

        NoSuchFunctionException(TableIdentifier function) {
            super("Function does not exist: %s", function);
        }
    }
}
