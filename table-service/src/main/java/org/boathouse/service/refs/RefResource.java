package org.boathouse.service.refs;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.boathouse.service.http.JsonObject;
import org.boathouse.service.http.QueryFlag;
import org.boathouse.service.refs.Refs.Type;
import org.boathouse.service.state.TableLookup;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A table's branches and tags. */
@Path("/api/v1/tables")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Branches and tags")
class RefResource {
    private final TableLookup tables;
    private final Refs refs;
    private final OnceOnly once;

    RefResource(TableLookup tables, Refs refs, OnceOnly once) {
        this.tables = tables;
        this.refs = refs;
        this.once = once;
    }

    @Schema(name = "Refs")
    record Listing(List<RefState> refs) {}

    /** @param to the point the branch is moved to */
    @Schema(requiredProperties = {"to"})
    record ForwardRequest(String to, boolean dryRun) {
        static ForwardRequest parse(byte[] body) {
            JsonObject request = JsonObject.of(body, "to", "dryRun");
            return new ForwardRequest(
                    request.textOrNumber("to").orElse(null),
                    request.flag("dryRun").orElse(false));
        }
    }

    @GET
    @Path("/{name}/refs")
    @Operation(summary = "Lists a table's branches and tags")
    public Listing refs(@PathParam("name") String table) {
        return new Listing(RefState.all(tables.toRead(table).metadata()));
    }

    @PUT
    @Path("/{name}/tags/{tag}")
    @Operation(summary = "Names a point for good", description = "Repeated, it changes nothing.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RefRequest.class)))
    public RefReport tag(@PathParam("name") String table, @PathParam("tag") String tag, byte[] body) {
        return set(table, Type.TAG, tag, body);
    }

    @PUT
    @Path("/{name}/branches/{branch}")
    @Operation(summary = "Begins a branch at a point", description = "Repeated, it changes nothing.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RefRequest.class)))
    public RefReport branch(@PathParam("name") String table, @PathParam("branch") String branch, byte[] body) {
        return set(table, Type.BRANCH, branch, body);
    }

    @POST
    @Path("/{name}/branches/{branch}/fast-forward")
    @Operation(summary = "Moves a branch to a later point of its own history")
    @RequestBody(content = @Content(schema = @Schema(implementation = ForwardRequest.class)))
    public RefReport fastForward(@PathParam("name") String table, @PathParam("branch") String branch, byte[] body) {
        ForwardRequest request = ForwardRequest.parse(body);
        forgetKeyOf(request.dryRun());
        return refs.fastForward(tables.toChange(table), branch, request.to(), request.dryRun());
    }

    @DELETE
    @Path("/{name}/tags/{tag}")
    @Operation(summary = "Deletes a tag", description = "What only it kept can expire from then on.")
    public RefReport deleteTag(
            @PathParam("name") String table, @PathParam("tag") String tag, @QueryParam("dryRun") String dryRun) {
        return delete(table, Type.TAG, tag, QueryFlag.parse("dryRun", dryRun));
    }

    @DELETE
    @Path("/{name}/branches/{branch}")
    @Operation(summary = "Deletes a branch", description = "Not main. What only it kept can expire from then on.")
    public RefReport deleteBranch(
            @PathParam("name") String table, @PathParam("branch") String branch, @QueryParam("dryRun") String dryRun) {
        return delete(table, Type.BRANCH, branch, QueryFlag.parse("dryRun", dryRun));
    }

    private RefReport delete(String table, Type type, String name, boolean dryRun) {
        forgetKeyOf(dryRun);
        return refs.delete(tables.toChange(table), type, name, dryRun);
    }

    private RefReport set(String table, Type type, String name, byte[] body) {
        RefRequest request = RefRequest.parse(body);
        forgetKeyOf(request.dryRun());
        return refs.set(tables.toChange(table), type, name, request);
    }

    private void forgetKeyOf(boolean dryRun) {
        if (dryRun) {
            once.notRecorded();
        }
    }
}
