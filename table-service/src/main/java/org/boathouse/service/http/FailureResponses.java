package org.boathouse.service.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.Logger;

/** Answers every failure in the one shape that all clients of the service read: {@code {"error": {message, type, code}}}. */
@Provider
public final class FailureResponses implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(FailureResponses.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_AFTER_SECONDS = 1;

    @Context
    UriInfo request;

    @Override
    public Response toResponse(Throwable failure) {
        Refusal refusal = inWords(failure);
        if (refusal.status() >= Refusal.INTERNAL) {
            LOG.error("Answering " + request.getPath() + " with " + refusal.status(), failure);
        }
        return response(refusal);
    }

    /** What JAX-RS finds no method for says no more than its status. */
    private Refusal inWords(Throwable failure) {
        Refusal refusal = Refusal.of(failure, request.getPath().startsWith("/iceberg"));
        if (failure instanceof NotFoundException) {
            return refusal.saying("There is nothing at " + request.getPath());
        }
        if (failure instanceof NotSupportedException) {
            return refusal.saying("Expected a body of JSON, said by the header Content-Type: application/json");
        }
        if (failure instanceof NotAcceptableException) {
            return refusal.saying("The header Accept takes nothing that %s answers with: leave it out, or put */*"
                    .formatted(request.getPath()));
        }
        return failure instanceof NotAllowedException
                ? refusal.saying("This method is not served at " + request.getPath())
                : refusal;
    }

    private static Response response(Refusal refusal) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error")
                .put("message", refusal.message())
                .put("type", refusal.type())
                .put("code", refusal.status());
        Response.ResponseBuilder response = Response.status(refusal.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body.toString());
        if (refusal.status() == UNAVAILABLE) {
            // Iceberg's clients try again only where they are told when; and nothing was applied.
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.build();
    }
}
