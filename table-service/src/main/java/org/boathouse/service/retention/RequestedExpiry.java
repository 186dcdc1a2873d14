package org.boathouse.service.retention;

import jakarta.inject.Singleton;

/** Expires the history of those tables that a request names. */
@Singleton
public class RequestedExpiry {
    private final ExpiringTables tables;
    private final Expiry expiry;

    RequestedExpiry(ExpiringTables tables, Expiry expiry) {
        this.tables = tables;
        this.expiry = expiry;
    }

    /** @throws org.boathouse.contract.failure.LakeFailure NOT_FOUND, INVALID, FORBIDDEN; a table's own failure is reported */
    public ExpireReport expire(ExpireRequest request) {
        return expiry.expire(tables.of(request), !request.tables().isEmpty(), request.dryRun(), request.limit());
    }
}
