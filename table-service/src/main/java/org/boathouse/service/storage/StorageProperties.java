package org.boathouse.service.storage;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.boathouse.contract.lake.LakeStorage;

/** The object store as Iceberg's properties name it. */
public final class StorageProperties {
    private StorageProperties() {}

    /** Everything an engine needs but the keys: safe to advertise. */
    public static Map<String, String> open(LakeStorage storage) {
        Map<String, String> properties = new HashMap<>();
        properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        properties.put("s3.endpoint", storage.endpoint().toString());
        properties.put("s3.path-style-access", Boolean.toString(storage.pathStyleAccess()));
        properties.put("client.region", storage.region());
        // Not Map.of: Iceberg asks maps and lists whether they hold null, which the JDK's immutable ones refuse.
        return Collections.unmodifiableMap(properties);
    }
}
