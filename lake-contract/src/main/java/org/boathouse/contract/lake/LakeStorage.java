package org.boathouse.contract.lake;

import java.net.URI;

/** The object store of a lake, as {@code GET /api/v1/storage} answers it. */
public record LakeStorage(
        URI endpoint,
        String region,
        String bucket,
        String accessKeyId,
        String secretAccessKey,
        boolean pathStyleAccess) {
    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "LakeStorage[" + endpoint + ", " + bucket + "]";
    }
}
