package org.boathouse.service.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.testkit.StoresExtension;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StoresExtension.class)
class StorageHealthIT {
    private final LakeStorage storage;

    StorageHealthIT(LakeStorage storage) {
        this.storage = storage;
    }

    @Test
    void theStoreIsReadyWithItsOwnKeys() {
        assertEquals(Status.UP, health(storage.secretAccessKey()).getStatus());
    }

    @Test
    void aWrongKeyIsNotReadyAndSaysSoWithoutTheKey() {
        HealthCheckResponse answer = health("guessed-secret");

        assertEquals(Status.DOWN, answer.getStatus());
        String data = answer.getData().orElseThrow().toString();
        assertTrue(data.contains("403"), data);
        assertTrue(data.contains(storage.bucket()), data);
        assertTrue(!data.contains("guessed-secret"), data);
    }

    private HealthCheckResponse health(String secretAccessKey) {
        LakeStorage tried = new LakeStorage(
                storage.endpoint(),
                storage.region(),
                storage.bucket(),
                storage.accessKeyId(),
                secretAccessKey,
                storage.pathStyleAccess());
        try (FileIO files = new LakeStore().files(tried)) {
            return new StorageHealth(files, new LakeLayout(tried.bucket())).call();
        }
    }
}
