package org.boathouse.spark.bronze;

import java.util.Map;
import java.util.TreeMap;
import org.boathouse.contract.lake.LakeStorage;

/** How Hadoop's S3A reaches the lake's object store, as settings of a Spark session. */
public final class S3aSettings {
    private static final String S3A = "spark.hadoop.fs.s3a.";

    private S3aSettings() {}

    /** Holds secrets: for a session, never for a log. */
    public static Map<String, String> of(LakeStorage storage) {
        Map<String, String> settings = new TreeMap<>();
        settings.put(S3A + "endpoint", storage.endpoint().toString());
        settings.put(S3A + "endpoint.region", storage.region());
        settings.put(S3A + "path.style.access", Boolean.toString(storage.pathStyleAccess()));
        settings.put(S3A + "access.key", storage.accessKeyId());
        settings.put(S3A + "secret.key", storage.secretAccessKey());
        settings.put(S3A + "aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
        return settings;
    }
}
