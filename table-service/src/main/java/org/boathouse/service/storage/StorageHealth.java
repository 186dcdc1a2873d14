package org.boathouse.service.storage;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.layout.LakeLayout;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the object store answers with the keys we have: it is asked for an object that need not exist. */
@Readiness
@ApplicationScoped
class StorageHealth implements HealthCheck {
    private static final String NAME = "Object store";
    private static final String ASKED_FOR = "health";

    private final FileIO files;
    private final LakeLayout layout;

    StorageHealth(FileIO files, LakeLayout layout) {
        this.files = files;
        this.layout = layout;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            files.newInputFile(layout.uri(ASKED_FOR)).exists();
            return HealthCheckResponse.up(NAME);
        } catch (RuntimeException e) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("bucket", layout.bucket())
                    .withData("reason", e.getMessage())
                    .build();
        }
    }
}
