package org.boathouse.service.history;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.events.ChangeLog;
import org.boathouse.service.dropped.DroppedTables;
import org.boathouse.service.http.QueryFlag;
import org.boathouse.service.http.QueryNumber;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.state.TableLookup;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How tables became what they are. Reads metadata only, no file of a table. */
@Path("/api/v1/tables")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Tables")
class HistoryResource {
    private static final int LIMIT_DEFAULT = 1_000;
    private static final int LIMIT_MAX = 10_000;
    /** A refinement makes a few commits for each snapshot: its branch, the snapshot, its publication. */
    private static final int CHANGES_PER_SNAPSHOT = 4;

    private final TableLookup tables;
    private final DroppedTables droppedTables;
    private final ChangeLog changes;

    HistoryResource(TableLookup tables, DroppedTables droppedTables, ChangeLog changes) {
        this.tables = tables;
        this.droppedTables = droppedTables;
        this.changes = changes;
    }

    /**
     * @param limit how many snapshots at most
     * @param dropped whether to tell of the last dropped table of this name, where there is a live one too
     */
    @GET
    @Path("/{name}/history")
    @Operation(
            summary = "Tells how a table became what it is: who made which snapshot, and every other change",
            description = "Of all branches, newest first; of a dropped table too, with what it looked like then.")
    public History history(
            @PathParam("name") String name, @QueryParam("limit") String limit, @QueryParam("dropped") String dropped) {
        boolean ofDropped = QueryFlag.parse("dropped", dropped);
        int snapshotsMax = QueryNumber.parse("limit", limit, 1, LIMIT_MAX).orElse(LIMIT_DEFAULT);
        Optional<StoredTable> live = tables.find(name, Action.READ).filter(table -> !ofDropped);
        if (live.isPresent()) {
            return History.of(
                    live.get().table(),
                    null,
                    changes.newest(live.get().id(), CHANGES_PER_SNAPSHOT * snapshotsMax),
                    snapshotsMax);
        }
        return droppedTables
                .last(name)
                .map(table -> History.of(
                        table.table(),
                        table.state(),
                        changes.newest(table.id(), CHANGES_PER_SNAPSHOT * snapshotsMax),
                        snapshotsMax))
                .orElseThrow(() -> ofDropped
                        ? LakeFailure.notFound(
                                "No dropped table %s is there to tell of: see GET /api/v1/dropped, or 'boathouse tables --dropped'",
                                name)
                        : tables.unknown(name));
    }
}
