package org.boathouse.service.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.boathouse.service.catalog.names.PathNames;
import org.boathouse.service.catalog.rules.PropertyRules;
import org.boathouse.service.security.AccessAsked;

/** Tables over the Iceberg REST interface. */
@Path("/iceberg/v1/namespaces/{namespace}/tables")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TableResource {
    private final PostgresCatalog catalog;
    private final TableStore tables;
    private final StagedTables staged;
    private final RecentLoads loads;
    private final AccessDelegation delegation;
    private final MetricsReports reports;
    private final MeterRegistry meters;

    TableResource(
            PostgresCatalog catalog,
            TableStore tables,
            StagedTables staged,
            RecentLoads loads,
            AccessDelegation delegation,
            MetricsReports reports,
            MeterRegistry meters) {
        this.catalog = catalog;
        this.tables = tables;
        this.staged = staged;
        this.loads = loads;
        this.delegation = delegation;
        this.reports = reports;
        this.meters = meters;
    }

    @GET
    public ListTablesResponse list(
            @Encoded @PathParam("namespace") String encoded,
            @QueryParam("pageToken") String pageToken,
            @QueryParam("pageSize") String pageSize) {
        Page<TableIdentifier> page = tables.in(PathNames.namespace(encoded), PageRequest.of(pageToken, pageSize));
        return ListTablesResponse.builder()
                .addAll(page.items())
                .nextPageToken(page.nextToken())
                .build();
    }

    @POST
    public Response create(
            @Encoded @PathParam("namespace") String encoded,
            @HeaderParam(AccessAsked.HEADER) String accessAsked,
            CreateTableRequest request,
            RoutingContext http)
            throws IOException {
        Namespace namespace = PathNames.namespace(encoded);
        TableIdentifier table = TableIdentifier.of(namespace, request.name());
        AccessAsked asked = AccessAsked.of(accessAsked, http);
        TableChange.Create create = new TableChange.Create(
                table,
                request.schema(),
                request.spec(),
                request.writeOrder(),
                PropertyRules.check(request.properties()));
        if (request.stageCreate()) {
            TableMetadata metadata = catalog.stage(create);
            staged.remember(table, asked.who().name(), metadata);
            return LocationOverride.say(
                    staged(metadata, delegation.toRead(asked, table)), request.location(), metadata::location);
        }
        PostgresCatalog.Changed created = catalog.commitOne(create);
        return LocationOverride.say(
                TableResponse.of(created.document(), SnapshotsShown.ALL, delegation.afterCommit(asked, table)),
                request.location(),
                () -> created.table().metadata().location());
    }

    /** On the event loop: nothing here blocks, and what must wait for the database does so elsewhere. */
    @GET
    @Path("/{table}")
    @NonBlocking
    public CompletionStage<Response> load(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            @QueryParam("snapshots") String snapshots,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known,
            @HeaderParam(AccessAsked.HEADER) String accessAsked,
            RoutingContext http) {
        TableIdentifier table = PathNames.table(namespace, name);
        SnapshotsShown shown = SnapshotsShown.of(snapshots);
        return delegation
                .toLoad(AccessAsked.of(accessAsked, http), table)
                .thenCompose(access -> load(table, shown, known, access));
    }

    private CompletionStage<Response> load(
            TableIdentifier table, SnapshotsShown shown, String knownOrNull, TableAccess access) {
        return loads.head(table)
                .thenCompose(head -> knownOrNull != null
                                && TableResponse.isCurrent(knownOrNull, head.metadataLocation(), shown, access)
                        ? CompletableFuture.completedStage(
                                TableResponse.unchanged(head.metadataLocation(), shown, access))
                        : loads.load(table, head, shown).thenApply(load -> TableResponse.of(load, shown, access)));
    }

    @HEAD
    @Path("/{table}")
    public void exists(@Encoded @PathParam("namespace") String namespace, @Encoded @PathParam("table") String name) {
        location(PathNames.table(namespace, name));
    }

    @POST
    @Path("/{table}")
    public Response commit(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            UpdateTableRequest request) {
        TableChange.Update update =
                new TableChange.Update(PathNames.table(namespace, name), request.requirements(), request.updates());
        PostgresCatalog.Changed committed = catalog.commitOne(update);
        return LocationOverride.say(
                TableResponse.of(committed.document()),
                LocationOverride.asked(request.updates()),
                () -> committed.table().metadata().location());
    }

    @POST
    @Path("/{table}/unregister")
    @Consumes(MediaType.WILDCARD)
    public Response unregister(
            @Encoded @PathParam("namespace") String namespace, @Encoded @PathParam("table") String name) {
        return TableResponse.of(catalog.unregister(PathNames.table(namespace, name)));
    }

    /** Purging is asked for and not done here: files go with the collector, after their table's retention. */
    @DELETE
    @Path("/{table}")
    public void drop(@Encoded @PathParam("namespace") String namespace, @Encoded @PathParam("table") String name) {
        catalog.drop(PathNames.table(namespace, name));
    }

    @POST
    @Path("/{table}/metrics")
    public void report(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String table,
            ReportMetricsRequest request) {
        reports.add(PathNames.table(namespace, table), request);
        String kind = request.reportType().name().toLowerCase(Locale.ROOT);
        meters.counter("boathouse.iceberg.metrics.reports", "type", kind).increment();
    }

    private static Response staged(TableMetadata metadata, TableAccess access) throws IOException {
        byte[] body = IcebergJson.bytes(LoadTableResponse.builder()
                .withTableMetadata(metadata)
                .addAllConfig(access.config())
                .addAllCredentials(access.credentials())
                .build());
        return TableResponse.withholding(Response.ok(body), access).build();
    }

    private String location(TableIdentifier table) {
        return tables.location(table).orElseThrow(() -> ChangePreparation.missing(table));
    }
}
