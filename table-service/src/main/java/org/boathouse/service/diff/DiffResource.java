package org.boathouse.service.diff;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.QueryNumber;
import org.boathouse.service.state.AsOf;
import org.boathouse.service.state.TableLookup;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What differs between two points of a table's history. */
@Path("/api/v1/tables")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Tables")
class DiffResource {
    private static final int ROWS_DEFAULT = 20;
    private static final int ROWS_MAX = 1_000;

    private final TableLookup tables;
    private final Diff diff;
    private final Clock clock = Clock.systemUTC();

    DiffResource(TableLookup tables, Diff diff) {
        this.tables = tables;
        this.diff = diff;
    }

    /**
     * @param from a time, a snapshot id, a tag or a branch; {@code to} likewise
     * @param rows how many changed rows are shown
     * @param offset how many are passed over before
     */
    @GET
    @Path("/{name}/diff")
    @Operation(
            summary = "Tells what differs between two points: columns, partitioning, properties, files, rows by key",
            description = "Name snapshots to page through the rows: a branch may move from page to page.")
    public DiffReport diff(
            @PathParam("name") String name,
            @Parameter(required = true) @QueryParam("from") String from,
            @QueryParam("to") @DefaultValue("main") String to,
            @QueryParam("rows") String rows,
            @QueryParam("offset") String offset) {
        if (from == null) {
            throw LakeFailure.invalid("from: which point is compared? %s", AsOf.EXPECTED);
        }
        int shown = QueryNumber.parse("rows", rows, 0, ROWS_MAX).orElse(ROWS_DEFAULT);
        int passed = QueryNumber.parse("offset", offset, 0, Integer.MAX_VALUE).orElse(0);
        return diff.between(tables.toRead(name), from, to, shown, passed, clock.instant());
    }
}
