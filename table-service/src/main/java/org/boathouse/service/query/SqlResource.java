package org.boathouse.service.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.AsOf;

/**
 * {@code POST /api/v1/sql} with {@code {"sql", "asOf", "format"}}. A result comes whole or not at all: a query that fails
 * says so in its status, however late. It ends with its client's connection.
 */
@Path("/api/v1/sql")
class SqlResource {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> KEYS = List.of("sql", "asOf", "format");

    private final QueryDesk desk;

    SqlResource(QueryDesk desk) {
        this.desk = desk;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public CompletionStage<Response> query(String body, @Context RoutingContext http) {
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

    private static SqlRequest request(String body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw LakeFailure.invalid("The request is no JSON: %s", e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw LakeFailure.invalid("Expected a JSON object with sql, asOf and format");
        }
        json.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw LakeFailure.invalid("%s: unknown key%s", key, Nearest.hint(key, KEYS));
            }
        });
        String sql = text(json, "sql");
        if (sql == null) {
            throw LakeFailure.invalid("sql: the query is missing");
        }
        String asOf = text(json, "asOf");
        return new SqlRequest(
                sql, asOf == null ? new AsOf.Latest() : AsOf.parse(asOf), ResultFormat.of(text(json, "format")));
    }

    private static String text(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() && !(key.equals("asOf") && value.isIntegralNumber())) {
            throw LakeFailure.invalid("%s: expected a string", key);
        }
        return value.asText();
    }
}
