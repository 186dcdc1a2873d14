package org.boathouse.service.storage;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.boathouse.contract.lake.LakeStorage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Tells clients of the platform where the object store is, with the keys to it. */
@Path("/api/v1/storage")
class StorageResource {
    private final LakeStorage storage;

    StorageResource(LakeStorage storage) {
        this.storage = storage;
    }

    @GET
    @Operation(summary = "The object store, and the keys to it")
    public LakeStorage storage() {
        return storage;
    }
}
