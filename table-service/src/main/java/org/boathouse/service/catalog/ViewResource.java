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
import jakarta.ws.rs.core.Response;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.catalog.names.PathNames;

/** Views over the Iceberg REST interface. */
@Path("/iceberg/v1/namespaces/{namespace}/views")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ViewResource {
    private final PostgresViews views;

    ViewResource(PostgresViews views) {
        this.views = views;
    }

    @GET
    public ListTablesResponse list(
            @Encoded @PathParam("namespace") String encoded,
            @QueryParam("pageToken") String pageToken,
            @QueryParam("pageSize") String pageSize) {
        Page<TableIdentifier> page = views.in(PathNames.namespace(encoded), PageRequest.of(pageToken, pageSize));
        return ListTablesResponse.builder()
                .addAll(page.items())
                .nextPageToken(page.nextToken())
                .build();
    }

    @POST
    public Response create(@Encoded @PathParam("namespace") String encoded, CreateViewRequest request) {
        TableIdentifier view = TableIdentifier.of(PathNames.namespace(encoded), request.name());
        MetadataDocument created = views.create(view, request.schema(), request.viewVersion(), request.properties());
        return LocationOverride.say(TableResponse.of(created), request.location(), () -> views.placeOf(created));
    }

    @GET
    @Path("/{view}")
    public Response load(@Encoded @PathParam("namespace") String namespace, @Encoded @PathParam("view") String name) {
        return TableResponse.of(views.load(PathNames.table(namespace, name)));
    }

    @HEAD
    @Path("/{view}")
    public void exists(@Encoded @PathParam("namespace") String namespace, @Encoded @PathParam("view") String name) {
        views.load(PathNames.table(namespace, name));
    }

    @POST
    @Path("/{view}")
    public Response commit(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("view") String name,
            CommitJson.ViewCommit request) {
        MetadataDocument committed =
                views.commit(PathNames.table(namespace, name), request.requirements(), request.updates());
        return LocationOverride.say(
                TableResponse.of(committed), LocationOverride.asked(request.updates()), () -> views.placeOf(committed));
    }

    @DELETE
    @Path("/{view}")
    public void drop(@Encoded @PathParam("namespace") String namespace, @Encoded @PathParam("view") String name) {
        views.drop(PathNames.table(namespace, name));
    }
}
