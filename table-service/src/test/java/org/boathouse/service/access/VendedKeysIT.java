package org.boathouse.service.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.KeyIssuingStore;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Iceberg's own client without keys to the store, over a store that has an STS: it gets keys to each table it loads. */
@ExtendWith(StoresExtension.class)
class VendedKeysIT extends KeylessClientContract {
    private static LakeProcess lake;

    VendedKeysIT() {
        super("vended");
    }

    @BeforeAll
    static void start(TestStores stores, KeyIssuingStore store) {
        makeBucket(store.storage(), "another-bucket");
        lake = LakeProcess.serve(stores, store.serviceSettings());
    }

    @AfterAll
    static void stop() {
        if (lake != null) {
            lake.close();
        }
    }

    @BeforeEach
    void connect(KeyIssuingStore store) {
        connect(lake, store.storage(), "vended-credentials");
    }

    @Test
    void anotherTablesFilesLandedOnesTheRootAndAnotherBucketAreRefusedByTheStore() throws Exception {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        keyless.createTable(other, ClientTables.SCHEMA);
        Table others = withKeys.loadTable(other);
        others.newAppend().appendFile(ClientTables.write(others, "a", 1, 3)).commit();
        String theirs = metadataFile(others);
        String landed = bucket + "/flights/raw/flights/" + UUID.randomUUID();
        String elsewhere = "s3://another-bucket/" + UUID.randomUUID();
        String top = bucket + "/" + UUID.randomUUID();
        for (String there : List.of(landed, elsewhere, top)) {
            write(withKeys.loadTable(mine), there);
        }
        S3FileIO io = (S3FileIO) table.io();

        for (String foreign : List.of(theirs, landed, elsewhere, top)) {
            assertRefused(() -> read(table, foreign));
            assertRefused(() -> write(table, foreign));
        }
        assertRefused(() -> write(table, others.location() + "/data/new"));
        assertRefused(() -> io.deleteFile(theirs));
        assertRefused(() -> list(io, bucket + "/"));
        assertRefused(() -> list(io, bucket + "/_tables/"));
        assertRefused(() -> list(io, others.location()));
        assertRefused(() -> list(io, "s3://another-bucket/"));
        // It begins with the same letters, and is not in it.
        assertRefused(() -> write(table, table.location() + "2/data/new"));
        assertEquals(List.of(1L, 2L, 3L), ClientTables.ids(withKeys.loadTable(other)));
    }

    @Test
    void aTableDoesNotReachIntoOthersByNamingTheirPlaces() {
        keyless.createTable(other, ClientTables.SCHEMA);
        String theirs = metadataFile(withKeys.loadTable(other));
        keyless.createTable(mine, ClientTables.SCHEMA);
        for (String place : List.of(
                withKeys.loadTable(other).location(), bucket + "/", bucket + "/_tables", bucket + "/flights/raw")) {
            withKeys.loadTable(mine)
                    .updateProperties()
                    .set("write.data.path", place)
                    .commit();
            Table table = keyless.loadTable(mine);
            assertEquals(
                    metadataFile(table),
                    table.io().newInputFile(metadataFile(table)).location());
            assertRefused(() -> read(table, theirs));
            assertRefused(() -> list((S3FileIO) table.io(), bucket + "/flights/raw/"));
        }
    }

    private static void makeBucket(LakeStorage storage, String name) {
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(storage.endpoint())
                .forcePathStyle(true)
                .region(Region.of(storage.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(storage.accessKeyId(), storage.secretAccessKey())))
                .build()) {
            s3.createBucket(make -> make.bucket(name));
        } catch (BucketAlreadyOwnedByYouException e) {
            // As it should be.
        }
    }

    /** By the store, with 403; not for want of keys or of a bucket. */
    @Override
    void assertRefused(Executable asked) {
        Throwable refused = assertThrows(Throwable.class, asked);
        Throwable cause = refused;
        while (cause.getCause() != null && !(cause instanceof S3Exception)) {
            cause = cause.getCause();
        }
        int status = cause instanceof S3Exception s3 ? s3.statusCode() : 0;
        assertTrue(
                status == 403 || refused.getClass().getSimpleName().equals("ForbiddenException"),
                () -> "Not refused by the store but " + refused);
    }
}
