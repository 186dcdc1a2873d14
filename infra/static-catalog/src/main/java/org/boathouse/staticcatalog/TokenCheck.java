package org.boathouse.staticcatalog;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Where and as the service checks a request's token; nothing else that the service checks there. */
@ApplicationScoped
class TokenCheck {
    private static final int UNAUTHORIZED = 401;

    private final byte[] authorization;

    TokenCheck(StaticConfig config) {
        this.authorization = ("Bearer " + config.token()).getBytes(StandardCharsets.UTF_8);
    }

    void install(@Observes Filters filters) {
        filters.register(this::pass, Integer.MAX_VALUE);
    }

    private void pass(RoutingContext request) {
        String given = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (given == null || !MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8))) {
            request.response().setStatusCode(UNAUTHORIZED).end();
        } else {
            request.next();
        }
    }
}
