package org.boathouse.service.planning;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchPlanIdException;
import org.apache.iceberg.exceptions.NoSuchPlanTaskException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.PlanStatus;
import org.apache.iceberg.rest.requests.FetchScanTasksRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ErrorResponseParser;
import org.apache.iceberg.rest.responses.FetchPlanningResultResponse;
import org.apache.iceberg.rest.responses.FetchPlanningResultResponseParser;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.names.PathNames;
import org.boathouse.service.security.Principal;

/**
 * Scan planning over the Iceberg REST interface. Under the same path as the tables themselves: were it a longer one that a
 * load begins with, every load would be tried here first.
 */
@Path("/iceberg/v1/namespaces/{namespace}/tables")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class PlanResource {
    private static final int REPLICA_GONE = 503;

    private final LakeCatalog catalog;
    private final PlanDesk desk;
    private final PlanStore store;

    PlanResource(LakeCatalog catalog, PlanDesk desk, PlanStore store) {
        this.catalog = catalog;
        this.desk = desk;
        this.store = store;
    }

    /** @param prefer with {@code respond-async} (RFC 7240) the client does not want to wait */
    @POST
    @Path("/{table}/plan")
    public byte[] plan(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            @HeaderParam("Prefer") String prefer,
            PlanTableScanRequest request,
            RoutingContext http) {
        boolean later = prefer != null && prefer.contains("respond-async");
        return desk.plan(table(namespace, name), request, Principal.of(http), later);
    }

    @GET
    @Path("/{table}/plan/{plan}")
    public byte[] fetch(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            @PathParam("plan") String plan,
            RoutingContext http) {
        UUID id = PlanTask.planId(plan);
        PlanStore.Held held = held(id, table(namespace, name), Principal.of(http));
        FetchPlanningResultResponse.Builder response = FetchPlanningResultResponse.builder();
        switch (held.status()) {
            case COMPLETED -> {
                if (held.expired()) {
                    throw new NoSuchPlanIdException("%s", expired(id, held));
                }
                // It may have been cancelled since it was looked at.
                return store.page(id, 0)
                        .orElseThrow(() -> new NoSuchPlanIdException("Plan %s was cancelled meanwhile", id));
            }
            case SUBMITTED -> {
                if (!held.expired()) {
                    response.withPlanStatus(PlanStatus.SUBMITTED);
                } else {
                    response.withPlanStatus(PlanStatus.FAILED)
                            .withErrorResponse(ErrorResponse.builder()
                                    .responseCode(REPLICA_GONE)
                                    .withType("ServiceUnavailableException")
                                    .withMessage("The replica that was to make the plan by %s went away: plan again"
                                            .formatted(held.expiresAt()))
                                    .build());
                }
            }
            case FAILED ->
                response.withPlanStatus(PlanStatus.FAILED)
                        .withErrorResponse(ErrorResponseParser.fromJson(held.error()));
            case CANCELLED -> response.withPlanStatus(PlanStatus.CANCELLED);
        }
        return ScanTasks.bytes(FetchPlanningResultResponseParser.toJson(response.build()));
    }

    @DELETE
    @Path("/{table}/plan/{plan}")
    public void cancel(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            @PathParam("plan") String plan,
            RoutingContext http) {
        UUID id = PlanTask.planId(plan);
        StoredTable table = table(namespace, name);
        held(id, table, Principal.of(http));
        store.cancel(id, table.id(), Principal.of(http));
        desk.giveUp(id);
    }

    @POST
    @Path("/{table}/tasks")
    public byte[] tasks(
            @Encoded @PathParam("namespace") String namespace,
            @Encoded @PathParam("table") String name,
            FetchScanTasksRequest request,
            RoutingContext http) {
        PlanTask task = PlanTask.parse(request.planTask());
        StoredTable table = table(namespace, name);
        PlanStore.Held held = store.find(task.planId(), table.id(), Principal.of(http))
                .orElseThrow(() -> new NoSuchPlanTaskException("There is no plan task %s of table %s", task, name));
        if (held.status() != PlanStatus.COMPLETED) {
            throw new NoSuchPlanTaskException(
                    "Plan task %s is not there: its plan is %s",
                    task, held.status().status());
        }
        if (held.expired()) {
            throw new NoSuchPlanTaskException("%s", expired(task.planId(), held));
        }
        return store.page(task.planId(), task.page())
                .orElseThrow(() -> new NoSuchPlanTaskException("There is no plan task %s", task));
    }

    private PlanStore.Held held(UUID id, StoredTable table, Principal who) {
        return store.find(id, table.id(), who)
                .orElseThrow(
                        () -> new NoSuchPlanIdException("There is no plan %s of table %s", id, table.identifier()));
    }

    private String expired(UUID id, PlanStore.Held held) {
        return "Plan %s expired at %s, %s after it was made: plan again".formatted(id, held.expiresAt(), desk.kept());
    }

    private StoredTable table(String namespace, String name) {
        TableIdentifier table = PathNames.table(namespace, name);
        return catalog.find(table).orElseThrow(() -> new NoSuchTableException("Table does not exist: %s", table));
    }
}
