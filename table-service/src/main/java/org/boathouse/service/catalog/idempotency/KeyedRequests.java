package org.boathouse.service.catalog.idempotency;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.boathouse.service.catalog.events.Attribution;
import org.boathouse.service.catalog.idempotency.KeyedRequest.AlreadyAnswered;
import org.boathouse.service.http.FailureResponses;
import org.boathouse.service.security.AccessAsked;
import org.boathouse.service.security.Principal;

/**
 * Around every mutation of the REST catalog, and the platform's calls that change table state: one that carries an {@link
 * IdempotencyKey} is run once. What applies something is recorded by {@link AnswersInTransactions} in the same transaction; a refusal
 * that is final is recorded here, before it is told. Failures (5xx) are never recorded: trying again with the same key is
 * how a client learns what became of it. Whoever asks is who the request's changes are attributed to.
 */
@Provider
public final class KeyedRequests implements ContainerRequestFilter, ContainerResponseFilter {
    private static final Set<String> MUTATING = Set.of("POST", "DELETE", "PUT", "PATCH");
    private static final String CATALOG = "/iceberg/v1/";
    /** The platform's calls that change table state. */
    private static final Pattern PLATFORM = Pattern.compile(
            "/api/v1/(restore|undrop|expire|tables/[^/]+/(tags|branches)/.+|(tables|domains)/[^/]+/retention)");

    /** Refusals that say nothing of the request itself: who asked may be let in later, or come back later. */
    private static final Set<Integer> NOT_FINAL = Set.of(401, 403, 408, 419, 425, 429);

    private final AnswerStore answers;
    private final AnswerReplay replay;
    private final FailureResponses failures;
    private final CurrentVertxRequest http;

    KeyedRequests(AnswerStore answers, AnswerReplay replay, FailureResponses failures, CurrentVertxRequest http) {
        this.answers = answers;
        this.replay = replay;
        this.failures = failures;
        this.http = http;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        // A thread serves many requests; none may pass for another's.
        KeyedRequest.end();
        Attribution.end();
        RoutingContext asked = http.getCurrent();
        Principal principal = Principal.of(asked);
        if (principal != null) {
            Attribution.begin(principal.name());
        }
        String header = request.getHeaderString(IdempotencyKey.HEADER);
        if (header == null || !isKeyed(request.getMethod(), request.getUriInfo().getPath())) {
            return;
        }
        byte[] body = request.getEntityStream().readAllBytes();
        request.setEntityStream(new ByteArrayInputStream(body));
        IdempotencyKey key = IdempotencyKey.of(
                header, principal.name(), request.getMethod(), asked.request().uri(), body);
        AccessAsked accessAsked = AccessAsked.of(accessHeader(request), asked);
        Optional<Response> before = replay.of(key, accessAsked);
        if (before.isPresent()) {
            request.abortWith(before.get());
        } else {
            KeyedRequest.begin(key, accessAsked);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Optional<KeyedRequest> keyed = KeyedRequest.current();
        KeyedRequest.end();
        Attribution.end();
        if (keyed.isEmpty() || keyed.get().isAnswered() || !isFinalRefusal(response.getStatus())) {
            return;
        }
        IdempotencyKey key = keyed.get().key();
        try {
            if (!answers.keep(key, refusal(response))) {
                // Another request with this key was decided while this one ran: what it was told holds for both.
                tell(
                        response,
                        replay.of(key, keyed.get().accessAsked())
                                .orElseThrow(() -> AnswerReplay.gone(new AlreadyAnswered(keyed.get()))));
            }
        } catch (RuntimeException e) {
            // Nothing was applied, but a refusal that is not kept might not be given twice.
            tell(response, failures.toResponse(e));
        }
    }

    /** Whether a call is run once only, where it carries a key. */
    public static boolean isKeyed(String method, String path) {
        return MUTATING.contains(method)
                && (path.startsWith(CATALOG) || PLATFORM.matcher(path).matches());
    }

    /** Those who make a table known are told how its files are reached; a commit's client knows. */
    private static String accessHeader(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return path.endsWith("/tables") || path.endsWith("/register")
                ? request.getHeaderString(AccessAsked.HEADER)
                : null;
    }

    private static boolean isFinalRefusal(int status) {
        return status / 100 == 4 && !NOT_FINAL.contains(status);
    }

    private static Answer refusal(ContainerResponseContext response) {
        byte[] body = response.getEntity() instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
        return new Answer(response.getStatus(), null, body, null);
    }

    private static void tell(ContainerResponseContext response, Response instead) {
        response.setStatus(instead.getStatus());
        response.getHeaders().putAll(instead.getHeaders());
        response.setEntity(instead.getEntity(), null, MediaType.APPLICATION_JSON_TYPE);
    }
}
