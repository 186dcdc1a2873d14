package org.boathouse.service.http;

import jakarta.ws.rs.WebApplicationException;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchPlanIdException;
import org.apache.iceberg.exceptions.NoSuchPlanTaskException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.boathouse.contract.failure.ContractViolation;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/**
 * What a failure looks like over HTTP.
 *
 * @param type the {@link FailureKind} for the platform's interface, the exception's simple name for Iceberg's clients,
 *     which go by both status and type
 */
public record Refusal(int status, String type, String message) {
    static final int INTERNAL = FailureKind.INTERNAL.httpStatus();

    /** @param toIcebergClient whether the request came through the REST catalog */
    public static Refusal of(Throwable failure, boolean toIcebergClient) {
        if (failure instanceof LakeFailure known) {
            String type = toIcebergClient && !(known instanceof ContractViolation)
                    ? icebergType(known.kind())
                    : platformType(known);
            return new Refusal(known.kind().httpStatus(), type, known.getMessage());
        }
        int status = status(failure);
        String type = toIcebergClient ? failure.getClass().getSimpleName() : platformType(status);
        return status == INTERNAL
                ? new Refusal(INTERNAL, toIcebergClient ? "InternalServerError" : type, "Internal error: " + failure)
                : new Refusal(status, type, String.valueOf(failure.getMessage()));
    }

    Refusal saying(String otherMessage) {
        return new Refusal(status, type, otherMessage);
    }

    private static int status(Throwable failure) {
        if (failure instanceof WebApplicationException http) {
            return http.getResponse().getStatus();
        }
        if (failure instanceof NoSuchTableException
                || failure instanceof NoSuchNamespaceException
                || failure instanceof NoSuchViewException
                || failure instanceof NoSuchPlanIdException
                || failure instanceof NoSuchPlanTaskException
                || failure instanceof NoSuchWarehouseException
                || failure instanceof NotFoundException) {
            return 404;
        }
        if (failure instanceof AlreadyExistsException
                || failure instanceof CommitFailedException
                || failure instanceof NamespaceNotEmptyException) {
            return 409;
        }
        if (failure instanceof ForbiddenException) {
            return 403;
        }
        if (failure instanceof UnprocessableEntityException) {
            return 422;
        }
        if (failure instanceof UnsupportedOperationException) {
            // Such as an update of a view that is sent to a table.
            return 406;
        }
        // Iceberg checks what clients send with plain IllegalArgumentExceptions.
        if (failure instanceof BadRequestException
                || failure instanceof ValidationException
                || failure instanceof IllegalArgumentException) {
            return 400;
        }
        return INTERNAL;
    }

    /** What HTTP itself refuses, such as a method or a media type, is wrong in the request. */
    private static String platformType(int status) {
        FailureKind kind = FailureKind.ofHttpStatus(status);
        return (status < INTERNAL && kind == FailureKind.INTERNAL ? FailureKind.INVALID : kind).name();
    }

    private static String platformType(LakeFailure failure) {
        return failure instanceof ContractViolation
                ? ContractViolation.TYPE
                : failure.kind().name();
    }

    private static String icebergType(FailureKind kind) {
        return switch (kind) {
            case INVALID -> "BadRequestException";
            case NOT_FOUND -> "NotFoundException";
            case CONFLICT -> "CommitFailedException";
            case FORBIDDEN -> "ForbiddenException";
            case UNAVAILABLE -> "ServiceUnavailableException";
            case OUTCOME_UNKNOWN -> "CommitStateUnknownException";
            case CORRUPT, INTERNAL -> "InternalServerError";
        };
    }
}
