package org.boathouse.service.state;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Domain;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.MetricsReports;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.http.QueryNumber;

/** What tables are and were. Reads metadata only, no file of a table. */
@Path("/api/v1/tables")
@Blocking
class StateResource {
    private static final int METRICS_DEFAULT = 100;

    private final LakeCatalog catalog;
    private final MetricsReports reports;

    StateResource(LakeCatalog catalog, MetricsReports reports) {
        this.catalog = catalog;
        this.reports = reports;
    }

    record Tables(List<TableState> tables) {}

    record History(List<HistoryEntry> history) {}

    record Metrics(List<MetricsReports.Report> reports) {}

    /** @param domainOrNull all domains where there is none */
    @GET
    public Tables tables(@QueryParam("domain") String domainOrNull) {
        Namespace ancestor = domainOrNull == null ? Namespace.empty() : Namespace.of(new Domain(domainOrNull).name());
        return new Tables(catalog.tablesUnder(ancestor).stream()
                .map(catalog::find)
                .flatMap(Optional::stream)
                .map(TableState::of)
                .toList());
    }

    @GET
    @Path("/{name}/history")
    public History history(@PathParam("name") String name) {
        return new History(HistoryEntry.of(table(name).table()));
    }

    /**
     * What engines reported of their scans and commits, newest first.
     *
     * @param limit at most so many; the service keeps no more than 1,000 of a table
     */
    @GET
    @Path("/{name}/metrics")
    public Metrics metrics(@PathParam("name") String name, @QueryParam("limit") String limit) {
        int reportsMax = QueryNumber.parse("limit", limit, 1, Integer.MAX_VALUE).orElse(METRICS_DEFAULT);
        return new Metrics(reports.newest(table(name).id(), reportsMax));
    }

    private StoredTable table(String name) {
        return Optional.of(TableIdentifier.parse(name))
                .filter(TableIdentifier::hasNamespace)
                .flatMap(catalog::find)
                .orElseThrow(
                        () -> LakeFailure.notFound("There is no table %s%s", name, MeantNames.hint(name, names())));
    }

    private List<String> names() {
        return catalog.tablesUnder(Namespace.empty()).stream()
                .map(TableIdentifier::toString)
                .toList();
    }
}
