package org.boathouse.service.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.boathouse.service.BoathouseConfig;

/** Passes a request on, or answers it with a {@link Refusal}, before any route sees it; sets the {@link Principal}. */
@ApplicationScoped
class Gate {
    /** Ahead of everything. */
    static final int PRIORITY = Integer.MAX_VALUE;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** What a header takes besides its text, as HTTP/2 counts it (RFC 9113, section 6.5.2). */
    private static final int HEADER_BYTES = 32;

    private final BearerToken token;
    private final Hosts hosts;
    private final HttpConfig limits;

    Gate(BoathouseConfig config, HttpConfig limits) {
        this.token = new BearerToken(config.token());
        this.hosts = Hosts.of(config.hosts());
        this.limits = limits;
    }

    void install(@Observes Filters filters) {
        filters.register(this::pass, PRIORITY);
    }

    /** For what no route is even looked for, since its path can't be decoded or is none. */
    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(request -> {
            if (request.failed() && request.statusCode() == BAD_REQUEST) {
                Refusal.TARGET_MALFORMED.answer(request);
            } else if (request.statusCode() == NOT_FOUND) {
                Refusal.NO_TARGET.answer(request);
            } else {
                request.next();
            }
        });
    }

    private void pass(RoutingContext request) {
        Optional<Refusal> refusal = refusal(request.request());
        if (refusal.isPresent()) {
            refusal.get().answer(request);
        } else {
            request.put(Principal.KEY, Principal.OWNER);
            request.next();
        }
    }

    private Optional<Refusal> refusal(HttpServerRequest request) {
        if (!hosts.includes(request.authority())
                || request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            return Optional.of(Refusal.FOREIGN_HOST);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !Hosts.isSameOrigin(origin, request.authority())) {
            return Optional.of(Refusal.FOREIGN_ORIGIN);
        }
        if (!OpenPaths.includes(request.path()) && !token.isIn(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            return Optional.of(Refusal.NO_TOKEN);
        }
        return tooMuch(request);
    }

    private Optional<Refusal> tooMuch(HttpServerRequest request) {
        if (request.uri().length() > limits.targetBytesMax().asLongValue()) {
            return Optional.of(Refusal.TARGET_TOO_LONG);
        }
        if (!Target.isWellFormed(request.uri())) {
            return Optional.of(Refusal.TARGET_MALFORMED);
        }
        long headerBytes = 0;
        for (Map.Entry<String, String> header : request.headers()) {
            headerBytes += header.getKey().length() + header.getValue().length() + HEADER_BYTES;
        }
        if (headerBytes > limits.headerBytesMax().asLongValue()) {
            return Optional.of(Refusal.HEADERS_TOO_LARGE);
        }
        return isTooLarge(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                ? Optional.of(Refusal.BODY_TOO_LARGE)
                : Optional.empty();
    }

    /** The HTTP server itself has refused a length that is no number. */
    private boolean isTooLarge(String contentLength) {
        return contentLength != null
                && new BigInteger(contentLength.strip())
                                .compareTo(
                                        BigInteger.valueOf(limits.bodyBytesMax().asLongValue()))
                        > 0;
    }
}
