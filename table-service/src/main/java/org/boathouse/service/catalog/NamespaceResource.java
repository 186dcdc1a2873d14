package org.boathouse.service.catalog;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashSet;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.responses.CreateNamespaceResponse;
import org.apache.iceberg.rest.responses.GetNamespaceResponse;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;
import org.apache.iceberg.rest.responses.UpdateNamespacePropertiesResponse;
import org.boathouse.service.catalog.names.PathNames;

/** Namespaces over the Iceberg REST interface. */
@Path("/iceberg/v1/namespaces")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class NamespaceResource {
    private final NamespaceStore namespaces;

    NamespaceResource(NamespaceStore namespaces) {
        this.namespaces = namespaces;
    }

    @GET
    public ListNamespacesResponse list(
            @QueryParam("parent") String parent,
            @QueryParam("pageToken") String pageToken,
            @QueryParam("pageSize") String pageSize) {
        Page<Namespace> page = namespaces.children(PathNames.parent(parent), PageRequest.of(pageToken, pageSize));
        return ListNamespacesResponse.builder()
                .addAll(page.items())
                .nextPageToken(page.nextToken())
                .build();
    }

    @POST
    public CreateNamespaceResponse create(CreateNamespaceRequest request) {
        return namespaces.create(request.namespace(), request.properties());
    }

    @GET
    @Path("/{namespace}")
    public GetNamespaceResponse load(@Encoded @PathParam("namespace") String encoded) {
        Namespace namespace = PathNames.namespace(encoded);
        return GetNamespaceResponse.builder()
                .withNamespace(namespace)
                .setProperties(properties(namespace))
                .build();
    }

    @HEAD
    @Path("/{namespace}")
    public void exists(@Encoded @PathParam("namespace") String encoded) {
        properties(PathNames.namespace(encoded));
    }

    @DELETE
    @Path("/{namespace}")
    public void drop(@Encoded @PathParam("namespace") String encoded) {
        namespaces.drop(PathNames.namespace(encoded));
    }

    @POST
    @Path("/{namespace}/properties")
    public UpdateNamespacePropertiesResponse update(
            @Encoded @PathParam("namespace") String encoded, UpdateNamespacePropertiesRequest request) {
        return namespaces.update(
                PathNames.namespace(encoded), new LinkedHashSet<>(request.removals()), request.updates());
    }

    private Map<String, String> properties(Namespace namespace) {
        return namespaces.properties(namespace).orElseThrow(() -> NamespaceStore.missing(namespace));
    }
}
