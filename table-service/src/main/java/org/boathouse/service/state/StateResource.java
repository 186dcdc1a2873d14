package org.boathouse.service.state;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.boathouse.contract.layout.Domain;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.MetricsReports;
import org.boathouse.service.http.QueryNumber;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What tables are. Reads metadata only, no file of a table. */
@Path("/api/v1/tables")
@Blocking
@Tag(name = "Tables")
class StateResource {
    private static final int METRICS_DEFAULT = 100;

    private final LakeCatalog catalog;
    private final TableLookup lookup;
    private final MetricsReports reports;

    StateResource(LakeCatalog catalog, TableLookup lookup, MetricsReports reports) {
        this.catalog = catalog;
        this.lookup = lookup;
        this.reports = reports;
    }

    record Tables(List<TableState> tables) {}

    record Metrics(List<MetricsReports.Report> reports) {}

    /** @param domainOrNull all domains where there is none */
    @GET
    @Operation(summary = "Lists the live tables")
    public Tables tables(@QueryParam("domain") String domainOrNull) {
        Namespace ancestor = domainOrNull == null ? Namespace.empty() : Namespace.of(new Domain(domainOrNull).name());
        return new Tables(catalog.tablesUnder(ancestor).stream()
                .map(catalog::find)
                .flatMap(Optional::stream)
                .map(TableState::of)
                .toList());
    }

    /**
     * What engines reported of their scans and commits, newest first.
     *
     * @param limit at most so many; the service keeps no more than 1,000 of a table
     */
    @GET
    @Path("/{name}/metrics")
    @Operation(summary = "Lists what engines reported of their scans and commits, newest first")
    public Metrics metrics(@PathParam("name") String name, @QueryParam("limit") String limit) {
        int reportsMax = QueryNumber.parse("limit", limit, 1, Integer.MAX_VALUE).orElse(METRICS_DEFAULT);
        return new Metrics(reports.newest(lookup.toRead(name).id(), reportsMax));
    }
}
