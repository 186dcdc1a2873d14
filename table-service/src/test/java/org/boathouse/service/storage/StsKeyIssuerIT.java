package org.boathouse.service.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.KeyIssuingStore;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a store with an STS lets the keys do that are asked for here. */
@ExtendWith(StoresExtension.class)
class StsKeyIssuerIT {
    private static final Duration HOUR = Duration.ofHours(1);

    private final String mine = "_keys/" + UUID.randomUUID() + "/";
    private final String others = "_keys/" + UUID.randomUUID() + "/";
    private KeyIssuingStore store;
    private StsKeyIssuer issuer;
    private S3Client owner;

    @BeforeEach
    void connect(KeyIssuingStore store) {
        this.store = store;
        this.issuer = issuer(store.sts(), store.storage());
        this.owner = s3(AwsBasicCredentials.create(
                store.storage().accessKeyId(), store.storage().secretAccessKey()));
        put(owner, mine + "a");
        put(owner, others + "a");
    }

    @AfterEach
    void disconnect() {
        issuer.close();
        owner.close();
    }

    @Test
    void keysToReadWithReadAndListAndChangeNothing() {
        try (S3Client s3 = s3(issuer.issue("Zoë Ø / reader", new KeyScope(List.of(mine), false)))) {
            assertEquals(
                    1,
                    s3.getObjectAsBytes(get -> get.bucket(bucket()).key(mine + "a"))
                            .asByteArray()
                            .length);
            assertEquals(
                    1,
                    s3.listObjectsV2(list -> list.bucket(bucket()).prefix(mine)).keyCount());
            assertRefused(s3, reader -> put(reader, mine + "b"));
            assertRefused(s3, reader -> put(reader, mine + "a"));
            assertRefused(
                    s3,
                    reader -> reader.deleteObject(gone -> gone.bucket(bucket()).key(mine + "a")));
            assertRefused(
                    s3,
                    reader -> reader.createMultipartUpload(
                            parts -> parts.bucket(bucket()).key(mine + "c")));
            assertRefused(
                    s3,
                    reader ->
                            reader.getObjectAsBytes(get -> get.bucket(bucket()).key(others + "a")));
        }
    }

    @Test
    void keysToWriteWithReachTheirFoldersAlone() {
        KeyScope scope = new KeyScope(List.of(mine), true);
        try (S3Client s3 = s3(issuer.issue("writer", scope))) {
            put(s3, mine + "b");
            s3.deleteObject(gone -> gone.bucket(bucket()).key(mine + "a"));
            assertRefused(s3, writer -> put(writer, others + "b"));
            assertRefused(
                    s3,
                    writer -> writer.deleteObject(gone -> gone.bucket(bucket()).key(others + "a")));
            assertRefused(
                    s3,
                    writer -> writer.copyObject(copy -> copy.sourceBucket(bucket())
                            .sourceKey(others + "a")
                            .destinationBucket(bucket())
                            .destinationKey(mine + "stolen")));
            assertRefused(s3, writer -> writer.listObjectsV2(list -> list.bucket(bucket())));
            assertRefused(
                    s3,
                    writer -> writer.listObjectsV2(list -> list.bucket(bucket()).prefix("_keys/")));
            assertRefused(
                    s3,
                    writer -> writer.listObjectsV2(list -> list.bucket(bucket()).prefix(others)));
            assertRefused(s3, S3Client::listBuckets);
            assertRefused(s3, writer -> writer.deleteBucket(gone -> gone.bucket(bucket())));
        }
        assertEquals(
                1,
                owner.listObjectsV2(list -> list.bucket(bucket()).prefix(others))
                        .keyCount());
    }

    @Test
    void keysHoldForAsLongAsIsAskedForAndAreOthersEachTime() {
        KeyScope scope = new KeyScope(List.of(mine), true);
        TemporaryKeys first = issuer.issue("writer", scope);
        assertNotEquals(first.accessKeyId(), issuer.issue("writer", scope).accessKeyId());
        Duration left = Duration.between(Instant.now(), first.expiresAt());
        assertTrue(left.minus(HOUR).abs().compareTo(Duration.ofMinutes(2)) < 0, left.toString());
    }

    @Test
    void wrongKeysOfTheLakesOwnAreAFailureThatNamesTheStsAndNoSecret() {
        LakeStorage storage = store.storage();
        String wrong = "not" + storage.secretAccessKey();
        LakeStorage forged = new LakeStorage(
                storage.endpoint(), storage.region(), storage.bucket(), storage.accessKeyId(), wrong, true);
        try (StsKeyIssuer refused = issuer(store.sts(), forged)) {
            LakeFailure failure =
                    assertThrows(LakeFailure.class, () -> refused.issue("writer", new KeyScope(List.of(mine), true)));
            assertEquals(FailureKind.UNAVAILABLE, failure.kind());
            assertTrue(failure.getMessage().contains(store.sts().toString()), failure.getMessage());
            assertTrue(failure.getMessage().contains("status 403"), failure.getMessage());
            assertFalse(failure.getMessage().contains(wrong), failure.getMessage());
        }
    }

    @Test
    void anStsThatDoesNotAnswerHoldsNobodyForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                StsKeyIssuer hanging =
                        issuer(URI.create("http://127.0.0.1:" + silent.getLocalPort()), store.storage())) {
            Instant asked = Instant.now();
            LakeFailure failure =
                    assertThrows(LakeFailure.class, () -> hanging.issue("writer", new KeyScope(List.of(mine), true)));
            assertEquals(FailureKind.UNAVAILABLE, failure.kind());
            Duration waited = Duration.between(asked, Instant.now());
            assertTrue(waited.compareTo(Duration.ofSeconds(20)) < 0, waited.toString());
        }
    }

    private StsKeyIssuer issuer(URI sts, LakeStorage storage) {
        return new StsKeyIssuer(
                new StsSettings(sts, storage.region(), store.roleArn().orElse(null), null, HOUR), storage);
    }

    private String bucket() {
        return store.storage().bucket();
    }

    private void put(S3Client s3, String key) {
        s3.putObject(put -> put.bucket(bucket()).key(key), RequestBody.fromString("x"));
    }

    private static void assertRefused(S3Client s3, Consumer<S3Client> asked) {
        assertEquals(
                403, assertThrows(S3Exception.class, () -> asked.accept(s3)).statusCode());
    }

    private S3Client s3(TemporaryKeys keys) {
        return s3(AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken()));
    }

    private S3Client s3(AwsCredentials keys) {
        return S3Client.builder()
                .endpointOverride(store.storage().endpoint())
                .forcePathStyle(true)
                .region(Region.of(store.storage().region()))
                .credentialsProvider(StaticCredentialsProvider.create(keys))
                .build();
    }
}
