package org.boathouse.testkit;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.lake.LakeStorage;

/**
 * An object store with an STS, running until closed: MinIO where a Docker engine answers; where none does, a stand-in that
 * enforces the policies of the keys it issues; or one of yours, named by {@code BOATHOUSE_TEST_STS_ENDPOINT},
 * {@code BOATHOUSE_TEST_STS_ROLE_ARN}, {@code BOATHOUSE_TEST_S3_ENDPOINT}, {@code BOATHOUSE_TEST_S3_BUCKET},
 * {@code BOATHOUSE_TEST_S3_ACCESS_KEY_ID} and {@code BOATHOUSE_TEST_S3_SECRET_ACCESS_KEY}.
 */
public final class KeyIssuingStore implements AutoCloseable {
    private static final String YOURS = "BOATHOUSE_TEST_";

    private final LakeStorage storage;
    private final URI sts;
    private final Optional<String> roleArn;
    private final Optional<StandInStore> standIn;

    private KeyIssuingStore(LakeStorage storage, URI sts, Optional<String> roleArn, Optional<StandInStore> standIn) {
        this.storage = storage;
        this.sts = sts;
        this.roleArn = roleArn;
        this.standIn = standIn;
    }

    /** Says on stderr which one it is. */
    public static KeyIssuingStore start(TestStores stores) {
        Map<String, String> environment = System.getenv();
        if (environment.containsKey(YOURS + "STS_ENDPOINT")) {
            System.err.println("Store with an STS: yours, at " + environment.get(YOURS + "STS_ENDPOINT"));
            LakeStorage yours = new LakeStorage(
                    URI.create(environment.get(YOURS + "S3_ENDPOINT")),
                    environment.getOrDefault(YOURS + "S3_REGION", "us-east-1"),
                    environment.get(YOURS + "S3_BUCKET"),
                    environment.get(YOURS + "S3_ACCESS_KEY_ID"),
                    environment.get(YOURS + "S3_SECRET_ACCESS_KEY"),
                    true);
            return new KeyIssuingStore(
                    yours,
                    URI.create(environment.get(YOURS + "STS_ENDPOINT")),
                    Optional.ofNullable(environment.get(YOURS + "STS_ROLE_ARN")),
                    Optional.empty());
        }
        if (stores.hasSts()) {
            System.err.println("Store with an STS: MinIO in a container");
            return new KeyIssuingStore(
                    stores.objectStore(), stores.objectStore().endpoint(), Optional.empty(), Optional.empty());
        }
        System.err.println("Store with an STS: a stand-in, since no Docker engine answers");
        StandInStore standIn = StandInStore.start();
        return new KeyIssuingStore(standIn.storage(), standIn.sts(), Optional.empty(), Optional.of(standIn));
    }

    /** Where the object store answers, with the keys that the lake itself has. */
    public LakeStorage storage() {
        return storage;
    }

    public URI sts() {
        return sts;
    }

    /** Where the store goes by roles. */
    public Optional<String> roleArn() {
        return roleArn;
    }

    /** What the service is told, beside its database, to keep its tables here: environment variables. */
    public Map<String, String> serviceSettings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "BOATHOUSE_STORAGE_ENDPOINT", storage.endpoint().toString(),
                "BOATHOUSE_STORAGE_REGION", storage.region(),
                "BOATHOUSE_STORAGE_BUCKET", storage.bucket(),
                "BOATHOUSE_STORAGE_ACCESS_KEY_ID", storage.accessKeyId(),
                "BOATHOUSE_STORAGE_SECRET_ACCESS_KEY", storage.secretAccessKey(),
                "BOATHOUSE_STORAGE_STS_ENDPOINT", sts.toString()));
        roleArn.ifPresent(arn -> settings.put("BOATHOUSE_STORAGE_STS_ROLE_ARN", arn));
        return settings;
    }

    /** What real stores can't be made to do; empty where this is one. */
    public Optional<StandInStore> standIn() {
        return standIn;
    }

    @Override
    public void close() {
        standIn.ifPresent(StandInStore::close);
    }
}
