package org.boathouse.service.security;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.boathouse.contract.failure.FailureKind;

/** Why a request does not get in. The types are the platform's failure kinds, which clients act on. */
enum Refusal {
    FOREIGN_HOST(
            421,
            FailureKind.FORBIDDEN,
            "This lake is not called by that name: use localhost, or name the host in BOATHOUSE_HOSTS"),
    FOREIGN_ORIGIN(403, FailureKind.FORBIDDEN, "Pages of another origin may not call this lake"),
    NO_TOKEN(
            401,
            FailureKind.FORBIDDEN,
            "The bearer token is missing or wrong: set BOATHOUSE_TOKEN to the one in the lake's folder, DIR/token"),
    HEAD_MALFORMED(400, FailureKind.INVALID, "The request's first line or one of its headers is no HTTP/1.1"),
    HEAD_TOO_SLOW(
            408,
            FailureKind.INVALID,
            "The request's first line and headers did not arrive within boathouse.http.head-time-max"),
    TARGET_MALFORMED(
            400, FailureKind.INVALID, "The request's path or query is not percent-encoded UTF-8, or holds NUL"),
    NO_TARGET(404, FailureKind.NOT_FOUND, "There is nothing at this path"),
    TARGET_TOO_LONG(
            414, FailureKind.INVALID, "The request's path and query are longer than boathouse.http.target-bytes-max"),
    HEADERS_TOO_LARGE(
            431, FailureKind.INVALID, "The request's headers are larger than boathouse.http.header-bytes-max"),
    BODY_TOO_LARGE(
            413,
            FailureKind.INVALID,
            "The request's body is too large: send less at once, or raise boathouse.http.body-bytes-max"),
    BODY_TOO_HEAVY(
            413,
            FailureKind.INVALID,
            "The request's body would take more memory than this replica has for requests: send less at once, give it a"
                    + " larger heap, or raise boathouse.http.body-memory-max"),
    BODY_TOO_SLOW(408, FailureKind.INVALID, "The request's body did not arrive within boathouse.http.body-time-max"),
    TOO_MUCH_AT_ONCE(
            503, FailureKind.UNAVAILABLE, "Other requests' bodies take all the memory there is for them: try again");

    private static final long REST_READ_MILLIS = 2_000;

    private final int status;
    private final FailureKind kind;
    private final String message;

    Refusal(int status, FailureKind kind, String message) {
        this.status = status;
        this.kind = kind;
        this.message = message;
    }

    int status() {
        return status;
    }

    /** In the shape of all errors. */
    Buffer json() {
        JsonObject error = new JsonObject()
                .put("message", message)
                .put("type", kind.name())
                .put("code", status);
        return new JsonObject().put("error", error).toBuffer();
    }

    void answer(RoutingContext http) {
        HttpServerResponse response =
                http.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (this == NO_TOKEN) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (this == TOO_MUCH_AT_ONCE) {
            response.putHeader("Retry-After", "1");
        }
        response.end(json());
        dropRest(http);
    }

    /**
     * What is left of a body comes before the connection's next request. It is read past, so that a client that is still
     * sending gets to read the answer, but not for long.
     */
    private static void dropRest(RoutingContext http) {
        HttpServerRequest request = http.request();
        if (BodyIntake.hasBody(request) && !request.isEnded()) {
            request.handler(dropped -> {}).resume();
            http.vertx().setTimer(REST_READ_MILLIS, late -> {
                if (!request.isEnded()) {
                    request.connection().close();
                }
            });
        }
    }
}
