package org.boathouse.service.storage;

import org.boathouse.contract.failure.LakeFailure;

/** Makes temporary keys; each call makes new ones. */
interface KeyIssuer extends AutoCloseable {
    /**
     * @param principal whom they are for, as the store will log it
     * @throws LakeFailure INVALID where there can be no keys to this scope; UNAVAILABLE where the store gives none now
     */
    TemporaryKeys issue(String principal, KeyScope scope);

    @Override
    void close();
}
