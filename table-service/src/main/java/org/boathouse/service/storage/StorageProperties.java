package org.boathouse.service.storage;

import java.util.Map;
import org.boathouse.contract.lake.LakeStorage;

/** The object store as Iceberg's properties name it. */
public final class StorageProperties {
    private StorageProperties() {}

    /** Everything an engine needs but the keys: safe to advertise. */
    public static Map<String, String> open(LakeStorage storage) {
        return Map.of(
                "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
                "s3.endpoint", storage.endpoint().toString(),
                "s3.path-style-access", Boolean.toString(storage.pathStyleAccess()),
                "client.region", storage.region());
    }
}
