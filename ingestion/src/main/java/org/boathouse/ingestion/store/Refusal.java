package org.boathouse.ingestion.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Why a request to the store failed.
 *
 * @param status HTTP status, 0 where no whole answer came back
 * @param code S3's error code, such as {@code NoSuchBucket}; empty where it gave none
 */
record Refusal(int status, String code, String message, Throwable cause) {
    private static final int NO_ANSWER = 0;
    private static final Set<Integer> PASSING = Set.of(NO_ANSWER, 408, 429, 500, 502, 503, 504);
    private static final Set<String> FULL = Set.of(
            "InsufficientCapacity", "XMinioStorageFull", "QuotaExceeded", "InsufficientStorage", "EntityTooLarge");

    static Refusal of(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ErrorResponseException e) {
            return new Refusal(
                    e.response().code(),
                    e.errorResponse().code(),
                    e.errorResponse().message(),
                    cause);
        }
        if (cause instanceof ServerException e) {
            return new Refusal(e.statusCode(), "", e.getMessage(), cause);
        }
        if (cause instanceof NotXml e) {
            return new Refusal(e.status(), "", e.getMessage(), cause);
        }
        if (cause instanceof IOException || cause instanceof MinioException) {
            return new Refusal(NO_ANSWER, "", cause.toString(), cause);
        }
        throw new IllegalStateException("the store's client failed", cause);
    }

    /** Whether the same request may well succeed in a moment. */
    boolean passing() {
        return !full() && (PASSING.contains(status) || code.equals("ConditionalRequestConflict"));
    }

    /** {@code If-None-Match: *} found an object. */
    boolean exists() {
        return status == 412;
    }

    boolean missing() {
        return status == 404 && !code.equals("NoSuchBucket");
    }

    private boolean full() {
        return status == 507 || FULL.contains(code) || message != null && message.contains("No space left");
    }

    /** As people are told it. */
    LakeFailure about(String uri, URI endpoint) {
        if (status == NO_ANSWER) {
            return LakeFailure.unavailable(
                    "The object store at %s gave no answer for %s (%s); check that it runs, then try again"
                            .formatted(endpoint, uri, message),
                    cause);
        }
        return new LakeFailure(
                kind(),
                "The object store at %s refused %s: HTTP %d %s %s; %s"
                        .formatted(endpoint, uri, status, code, message, advice()),
                cause);
    }

    private FailureKind kind() {
        if (full() || status == 429 || status >= 500) {
            return FailureKind.UNAVAILABLE;
        }
        return switch (status) {
            case 401, 403 -> FailureKind.FORBIDDEN;
            case 404 -> FailureKind.NOT_FOUND;
            case 409 -> FailureKind.CONFLICT;
            default -> FailureKind.INVALID;
        };
    }

    private String advice() {
        return switch (kind()) {
            case FORBIDDEN -> "check the lake's storage keys and what they allow";
            case NOT_FOUND -> missing() ? "the object is gone" : "check the lake's bucket";
            case UNAVAILABLE -> full() ? "make room in the store, then try again" : "try again later";
            default -> "see the store's own log";
        };
    }
}
