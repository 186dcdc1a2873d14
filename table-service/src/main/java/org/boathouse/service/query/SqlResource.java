package org.boathouse.service.query;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.http.JsonObject;
import org.boathouse.service.state.AsOf;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/**
 * {@code POST /api/v1/sql} with {@code {"sql", "asOf", "format"}}. A result comes whole or not at all: a query that fails
 * says so in its status, however late. It ends with its client's connection.
 */
@Path("/api/v1/sql")
class SqlResource {
    private final QueryDesk desk;

    SqlResource(QueryDesk desk) {
        this.desk = desk;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Answers one SELECT over the lake, with time travel")
    @RequestBody(
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            requiredProperties = "sql",
                                            properties = {
                                                @SchemaProperty(name = "sql", type = SchemaType.STRING),
                                                @SchemaProperty(name = "asOf", type = SchemaType.STRING),
                                                @SchemaProperty(
                                                        name = "format",
                                                        type = SchemaType.STRING,
                                                        enumeration = {"json", "csv", "parquet"})
                                            })))
    public CompletionStage<Response> query(byte[] body, @Context RoutingContext http) {
        QueryDesk.Ticket ticket = desk.submit(request(body));
        CompletableFuture<Response> response = new CompletableFuture<>();
        ticket.result().whenComplete((result, failure) -> {
            if (failure != null) {
                response.completeExceptionally(failure);
            } else {
                http.addEndHandler(ended -> result.close());
                if (http.response().closed()) {
                    result.close();
                }
                response.complete(
                        Response.ok(result.file(), result.format().mediaType()).build());
            }
        });
        http.addEndHandler(ended -> ticket.abandon());
        return response;
    }

    private static SqlRequest request(byte[] body) {
        JsonObject request = JsonObject.of(body, "sql", "asOf", "format");
        return new SqlRequest(
                request.text("sql").orElseThrow(() -> LakeFailure.invalid("sql: the query is missing")),
                request.textOrNumber("asOf")
                        .map(point -> AsOf.parse(point, Instant.now()))
                        .orElseGet(AsOf.Latest::new),
                ResultFormat.of(request.text("format").orElse(null)));
    }
}
