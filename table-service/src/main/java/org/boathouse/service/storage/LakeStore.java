package org.boathouse.service.storage;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.BoathouseConfig;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Makes what the service knows of its object store: where it is, how it is laid out, and the way in. */
@Dependent
class LakeStore {
    /** How long a request for temporary keys waits while others are being made. */
    private static final Duration KEYS_TURN_MAX = Duration.ofSeconds(1);

    @Produces
    @Singleton
    LakeStorage storage(BoathouseConfig config) {
        BoathouseConfig.Storage storage = config.storage();
        return new LakeStorage(
                storage.endpoint(),
                storage.region(),
                storage.bucket(),
                storage.accessKeyId(),
                storage.secretAccessKey(),
                storage.pathStyleAccess());
    }

    @Produces
    @Singleton
    LakeLayout layout(LakeStorage storage) {
        return new LakeLayout(storage.bucket());
    }

    @Produces
    @Singleton
    S3FileIO files(LakeStorage storage) {
        // Manifests are immutable, and each SQL query plans by them.
        return open(storage, Map.of("io.manifest.cache-enabled", "true"));
    }

    void close(@Disposes S3FileIO files) {
        files.close();
    }

    @Produces
    @Singleton
    WholeObjects wholeObjects(S3FileIO files, LakeLayout layout) {
        return (location, content) -> files.client()
                .putObject(
                        PutObjectRequest.builder()
                                .bucket(layout.bucket())
                                .key(layout.keyOf(location).orElseThrow())
                                .build(),
                        // As it is: RequestBody.fromBytes would copy it, and a long history takes megabytes.
                        RequestBody.fromContentProvider(
                                ContentStreamProvider.fromByteArrayUnsafe(content),
                                content.length,
                                "application/octet-stream"));
    }

    @Produces
    @Singleton
    LakeObjects objects(LakeStorage storage, LakeLayout layout) {
        return new S3LakeObjects(open(storage, Map.of()), layout);
    }

    void close(@Disposes LakeObjects objects) {
        objects.files().close();
    }

    @Produces
    @Singleton
    KeyDesk keys(BoathouseConfig config, LakeStorage storage) {
        return new KeyDesk(
                StsSettings.of(config.storage().sts(), storage).map(settings -> new StsKeyIssuer(settings, storage)),
                Clock.systemUTC(),
                KEYS_TURN_MAX);
    }

    /** Made at the start: half of its settings, or wrong ones, are refused there and not at the first request for keys. */
    void makeAtStart(@Observes StartupEvent started, KeyDesk keys) {}

    void close(@Disposes KeyDesk keys) {
        keys.close();
    }

    private static S3FileIO open(LakeStorage storage, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(StorageProperties.open(storage));
        properties.put("s3.access-key-id", storage.accessKeyId());
        properties.put("s3.secret-access-key", storage.secretAccessKey());
        properties.putAll(more);
        S3FileIO files = new S3FileIO();
        files.initialize(properties);
        return files;
    }
}
