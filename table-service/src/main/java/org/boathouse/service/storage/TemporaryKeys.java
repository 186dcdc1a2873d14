package org.boathouse.service.storage;

import java.time.Instant;

/**
 * Keys to a part of the object store, of some hours.
 *
 * @param expiresAt by the store's clock
 */
public record TemporaryKeys(String accessKeyId, String secretAccessKey, String sessionToken, Instant expiresAt) {
    /** Says nothing of the secrets. */
    @Override
    public String toString() {
        return "TemporaryKeys[" + accessKeyId + ", " + expiresAt + "]";
    }
}
