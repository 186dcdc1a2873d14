package org.boathouse.service.security;

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
    BODY_TOO_LARGE(
            413,
            FailureKind.INVALID,
            "The request's body is too large: send less at once, or raise quarkus.http.limits.max-body-size");

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

    String type() {
        return kind.name();
    }

    String message() {
        return message;
    }
}
