package org.boathouse.service.catalog;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;

/** What is said of several tables or views over the Iceberg REST interface. */
@Path("/iceberg/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class CatalogResource {
    private final PostgresCatalog catalog;
    private final PostgresViews views;

    CatalogResource(PostgresCatalog catalog, PostgresViews views) {
        this.catalog = catalog;
        this.views = views;
    }

    @POST
    @Path("/tables/rename")
    public void rename(RenameTableRequest request) {
        catalog.rename(request.source(), request.destination());
    }

    @POST
    @Path("/views/rename")
    public void renameView(RenameTableRequest request) {
        views.rename(request.source(), request.destination());
    }

    @POST
    @Path("/transactions/commit")
    public void commit(CommitTransactionRequest request) {
        List<TableChange> changes = request.tableChanges().stream()
                .<TableChange>map(
                        change -> new TableChange.Update(change.identifier(), change.requirements(), change.updates()))
                .toList();
        catalog.commit(changes);
    }
}
