package org.boathouse.service.security;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigInteger;
import java.util.Optional;
import org.boathouse.service.BoathouseConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Passes a request on, or answers it with a {@link Refusal}, before any route sees it; sets the {@link Principal}. */
@ApplicationScoped
class Gate {
    private static final int AHEAD_OF_EVERYTHING = Integer.MAX_VALUE;

    private final BearerToken token;
    private final Hosts hosts;
    private final long bodyBytesMax;

    Gate(BoathouseConfig config, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodySizeMax) {
        this.token = new BearerToken(config.token());
        this.hosts = Hosts.of(config.hosts());
        this.bodyBytesMax = bodySizeMax.asLongValue();
    }

    void install(@Observes Filters filters) {
        filters.register(this::pass, AHEAD_OF_EVERYTHING);
    }

    private void pass(RoutingContext request) {
        Optional<Refusal> refusal = refusal(request.request());
        if (refusal.isPresent()) {
            answer(request, refusal.get());
        } else {
            request.put(Principal.KEY, Principal.OWNER);
            request.next();
        }
    }

    private Optional<Refusal> refusal(HttpServerRequest request) {
        if (!hosts.includes(request.authority())) {
            return Optional.of(Refusal.FOREIGN_HOST);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !Hosts.isSameOrigin(origin, request.authority())) {
            return Optional.of(Refusal.FOREIGN_ORIGIN);
        }
        if (!OpenPaths.includes(request.path()) && !token.isIn(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            return Optional.of(Refusal.NO_TOKEN);
        }
        return isTooLarge(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                ? Optional.of(Refusal.BODY_TOO_LARGE)
                : Optional.empty();
    }

    /** The HTTP server itself has refused a length that is no number. */
    private boolean isTooLarge(String contentLength) {
        return contentLength != null
                && new BigInteger(contentLength.strip()).compareTo(BigInteger.valueOf(bodyBytesMax)) > 0;
    }

    private static void answer(RoutingContext request, Refusal refusal) {
        JsonObject error = new JsonObject()
                .put("message", refusal.message())
                .put("type", refusal.type())
                .put("code", refusal.status());
        HttpServerResponse response = request.response()
                .setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (refusal == Refusal.NO_TOKEN) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        Future<Void> answered =
                response.end(new JsonObject().put("error", error).toBuffer());
        if (refusal == Refusal.BODY_TOO_LARGE) {
            // What is left of the body would have to be read before the connection could serve another request.
            answered.onComplete(done -> request.request().connection().close());
        }
    }
}
