package org.boathouse.ingestion.ledger;

import java.util.concurrent.Callable;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Dataset;

/** What a catalog's or its storage's exceptions mean for a landing. */
final class LedgerFailures {
    private LedgerFailures() {}

    /** Does something that changes no landing: whatever fails, it may be done again. */
    static <T> T reading(Dataset dataset, Callable<T> work) {
        try {
            return work.call();
        } catch (LakeFailure e) {
            throw e;
        } catch (Exception e) {
            FailureKind kind = refusal(e);
            throw failure(kind == null ? FailureKind.UNAVAILABLE : kind, dataset, e);
        }
    }

    /**
     * Of an exception that an append ended with: unless the catalog refused it, it may have been applied. The store's own
     * failures are from before the catalog was asked.
     */
    static LakeFailure appending(Dataset dataset, RuntimeException e) {
        if (e instanceof LakeFailure failure) {
            return failure;
        }
        FailureKind kind = refusal(e);
        return failure(kind == null ? FailureKind.OUTCOME_UNKNOWN : kind, dataset, e);
    }

    private static FailureKind refusal(Exception e) {
        if (e instanceof NotAuthorizedException || e instanceof ForbiddenException) {
            return FailureKind.FORBIDDEN;
        }
        if (e instanceof BadRequestException) {
            return FailureKind.INVALID;
        }
        if (e instanceof NoSuchTableException || e instanceof NoSuchNamespaceException) {
            return FailureKind.CONFLICT;
        }
        return e instanceof NotFoundException ? FailureKind.CORRUPT : null;
    }

    private static LakeFailure failure(FailureKind kind, Dataset dataset, Exception e) {
        Throwable cause = e.getCause();
        String message = "Ledger %s: %s%s"
                .formatted(
                        dataset.ledger(),
                        e.getMessage() == null ? e.toString() : e.getMessage(),
                        cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage());
        return new LakeFailure(kind, message, e);
    }
}
