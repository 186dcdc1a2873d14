package org.boathouse.service.product;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.odcs.DataContract.Status;
import org.boathouse.service.http.JsonObject;
import org.boathouse.service.security.Principal;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The contract registry. */
@Path("/api/v1/contracts")
@Blocking
class ContractResource {
    private static final String STATUS = "status";

    private final Products products;
    private final PublishedContracts published;

    ContractResource(Products products, PublishedContracts published) {
        this.products = products;
        this.published = published;
    }

    /** By domain, product and name. */
    @Schema(name = "Contracts")
    public record Listing(List<PublishedContracts.Summary> contracts) {}

    /**
     * What setting a status did.
     *
     * @param tables as an apply reports them; none where the contract has the status already
     */
    public record StatusReport(PublishedContracts.Summary contract, List<ApplyReport.Entry> tables) {}

    /**
     * @param domainOrNull of all domains where there is none
     * @param tableOrNull the one that describes this table, {@code <domain>.<layer>.<table>}
     */
    @GET
    @Operation(summary = "Lists the registered contracts as they are now")
    public Listing contracts(@QueryParam("domain") String domainOrNull, @QueryParam("table") String tableOrNull) {
        return new Listing(published.all().stream()
                .filter(contract -> domainOrNull == null || contract.domain().equals(domainOrNull))
                .filter(contract -> tableOrNull == null || contract.tables().contains(tableOrNull))
                .toList());
    }

    /** As {@code POST /api/v1/apply}: a version is published with its tables in step, or not at all. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Publishes versions of contracts: the same as POST /api/v1/apply")
    @RequestBody(content = @Content(schema = @Schema(implementation = ApplyRequest.class)))
    public ApplyReport publish(byte[] body, RoutingContext http) {
        ApplyRequest request = ApplyRequest.parse(body);
        return products.apply(
                request.products(), request.dryRun(), Principal.of(http).name());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Tells of a contract's versions and statuses, and who published which when")
    public PublishedContracts.Life contract(@Encoded @PathParam("id") String encodedId) {
        return published.contract(decoded(encodedId));
    }

    @GET
    @Path("/{id}/versions/{version}")
    @Operation(summary = "A version's texts")
    public PublishedContracts.Texts version(
            @Encoded @PathParam("id") String encodedId, @PathParam("version") String version) {
        return published.texts(decoded(encodedId), version);
    }

    /** The version's document, word for word. */
    @GET
    @Path("/{id}/versions/{version}/document")
    @Produces("application/yaml")
    @Operation(summary = "A version's document, word for word")
    public String document(@Encoded @PathParam("id") String encodedId, @PathParam("version") String version) {
        return published.texts(decoded(encodedId), version).yaml();
    }

    @PUT
    @Path("/{id}/status")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Gives a contract a status, without another version")
    @RequestBody(
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            requiredProperties = "status",
                                            properties = @SchemaProperty(name = "status", type = SchemaType.STRING))))
    public StatusReport setStatus(@Encoded @PathParam("id") String encodedId, byte[] body, RoutingContext http) {
        String id = decoded(encodedId);
        Status status = JsonObject.of(body, STATUS)
                .text(STATUS)
                .flatMap(Status::of)
                .orElseThrow(() -> LakeFailure.invalid(
                        "status: expected one of %s",
                        Arrays.stream(Status.values()).map(Status::id).toList()));
        ApplyReport report = products.setStatus(id, status, Principal.of(http).name());
        return new StatusReport(published.contract(id).contract(), report.tables());
    }

    private static String decoded(String encodedId) {
        try {
            return URLDecoder.decode(encodedId.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw LakeFailure.invalid("'%s' names no contract: %s", encodedId, e.getMessage());
        }
    }
}
