package org.boathouse.contract.failure;

/** What went wrong, named by what the caller must do next. HTTP status, exit code and retry follow from it. */
public enum FailureKind {
    /** The request or file is wrong: mend it, then try again. */
    INVALID(400, false),
    /** A named thing does not exist. */
    NOT_FOUND(404, false),
    /** The state moved meanwhile and surely nothing was applied: read again, then decide again. */
    CONFLICT(409, false),
    /** Understood and refused: by access rules, or by an active contract. */
    FORBIDDEN(403, false),
    /** Surely nothing was applied; the same call may work later. */
    UNAVAILABLE(503, true),
    /** Stored bytes are not what they must be: a person has to look. */
    CORRUPT(500, false),
    /** It may or may not have been applied: look before doing it again, and delete nothing. */
    OUTCOME_UNKNOWN(504, false),
    /** A fault of our own. */
    INTERNAL(500, false);

    private final int httpStatus;
    private final boolean retryable;

    FailureKind(int httpStatus, boolean retryable) {
        this.httpStatus = httpStatus;
        this.retryable = retryable;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the very same call may simply be made again. */
    public boolean retryable() {
        return retryable;
    }

    /** The kind that a status from the platform's HTTP interface stands for when the body does not name one. */
    public static FailureKind ofHttpStatus(int status) {
        return switch (status) {
            case 400, 406, 413, 415, 422 -> INVALID;
            case 401, 403, 421 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 409 -> CONFLICT;
            case 429, 503 -> UNAVAILABLE;
            case 500, 502, 504 -> OUTCOME_UNKNOWN;
            default -> INTERNAL;
        };
    }
}
