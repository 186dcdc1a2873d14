package org.boathouse.ingestion.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StoresExtension.class)
class MinioObjectStoreIT extends ObjectStoreContract {
    private static final StoreLimits LIMITS =
            new StoreLimits(8, PART_BYTES, 4 * PART_BYTES, 2, Duration.ofMillis(10), Duration.ofSeconds(10));

    private final LakeStorage storage;
    private MinioObjectStore store;

    MinioObjectStoreIT(LakeStorage storage) {
        this.storage = storage;
    }

    @BeforeEach
    void open() {
        store = new MinioObjectStore(storage, LIMITS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    String newKey() {
        return "contract/raw/test/" + UUID.randomUUID();
    }

    @Override
    byte[] stored(String key) throws Exception {
        GetObjectArgs args =
                GetObjectArgs.builder().bucket(storage.bucket()).object(key).build();
        try (InputStream object = client().getObject(args)) {
            return object.readAllBytes();
        }
    }

    @Test
    void aWrongSecretKeyIsForbiddenAndNamesObjectAndEndpoint() {
        assertRefused(
                FailureKind.FORBIDDEN,
                new LakeStorage(
                        storage.endpoint(), storage.region(), storage.bucket(), storage.accessKeyId(), "wrong", true));
    }

    @Test
    void anUnknownAccessKeyIsForbidden() {
        assertRefused(
                FailureKind.FORBIDDEN,
                new LakeStorage(
                        storage.endpoint(),
                        storage.region(),
                        storage.bucket(),
                        "nobody",
                        storage.secretAccessKey(),
                        true));
    }

    @Test
    void aMissingBucketIsNotFound() {
        assertRefused(
                FailureKind.NOT_FOUND,
                new LakeStorage(
                        storage.endpoint(),
                        storage.region(),
                        "no-such-bucket",
                        storage.accessKeyId(),
                        storage.secretAccessKey(),
                        true));
    }

    @Test
    void aStoreThatIsDownIsUnavailable() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertRefused(
                FailureKind.UNAVAILABLE,
                new LakeStorage(
                        URI.create("http://127.0.0.1:" + port),
                        storage.region(),
                        storage.bucket(),
                        storage.accessKeyId(),
                        storage.secretAccessKey(),
                        true));
    }

    private void assertRefused(FailureKind kind, LakeStorage wrong) {
        for (int size : new int[] {10, PART_BYTES + 1}) {
            String key = newKey();
            try (MinioObjectStore refusing = new MinioObjectStore(wrong, LIMITS)) {
                LakeFailure failure =
                        assertThrows(LakeFailure.class, () -> refusing.putIfAbsent(key, Bytes.random(size), n -> {}));
                assertEquals(kind, failure.kind(), failure.getMessage());
                String message = failure.getMessage();
                assertTrue(message.contains("s3://" + wrong.bucket() + "/" + key), message);
                assertTrue(message.contains(wrong.endpoint().toString()), message);
                assertFalse(message.contains(wrong.secretAccessKey()), message);
            }
            assertTrue(store.sizeBytes(key).isEmpty());
        }
    }

    private MinioClient client() {
        return MinioClient.builder()
                .endpoint(storage.endpoint().toString())
                .region(storage.region())
                .credentials(storage.accessKeyId(), storage.secretAccessKey())
                .build();
    }
}
