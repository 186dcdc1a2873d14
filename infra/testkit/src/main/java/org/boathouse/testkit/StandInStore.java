package org.boathouse.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import org.boathouse.contract.lake.LakeStorage;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An object store with an STS, in this process. Every request's signature is checked, with issued keys too; what keys can do
 * is exactly what the policy allows that they were asked for with. It can be made to fail as real ones do.
 */
public final class StandInStore implements AutoCloseable {
    private static final String BUCKET = "lake";
    private static final String REGION = "us-east-1";

    private final Path folder;
    private final S3Proxy server;
    private final StandInSts sts;
    private final LakeStorage storage;

    private StandInStore(Path folder, S3Proxy server, StandInSts sts, LakeStorage storage) {
        this.folder = folder;
        this.server = server;
        this.sts = sts;
        this.storage = storage;
    }

    static StandInStore start() {
        try {
            Path folder = Files.createTempDirectory("boathouse-sts-store");
            Path bucket = Files.createDirectory(folder.resolve(BUCKET));
            // s3proxy takes a folder that others may read for a bucket that anybody may read, unsigned.
            Files.setPosixFilePermissions(bucket, PosixFilePermissions.fromString("rwx------"));
            String accessKeyId =
                    "LAKE" + UUID.randomUUID().toString().substring(24).toUpperCase();
            String secret = UUID.randomUUID() + "" + UUID.randomUUID();
            BlobStore objects = new FilesystemNio2BlobStore(folder.toString());
            S3Proxy server = S3Proxy.builder()
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, accessKeyId, secret)
                    .blobStore(objects)
                    .ignoreUnknownHeaders(true)
                    .build();
            StandInSts sts = StandInSts.start(accessKeyId, secret);
            server.setBlobStoreLocator((identity, bucketName, key) -> identity.equals(accessKeyId)
                    ? new AccessGrant(secret, objects)
                    : sts.issued(identity)
                            .map(keys -> new AccessGrant(keys.secret(), new JudgedBlobStore(objects, keys.policy())))
                            .orElse(null));
            server.start();
            LakeStorage storage = new LakeStorage(
                    URI.create("http://127.0.0.1:" + server.getPort()), REGION, BUCKET, accessKeyId, secret, true);
            return new StandInStore(folder, server, sts, storage);
        } catch (Exception e) {
            throw new IllegalStateException("The store with an STS did not start", e);
        }
    }

    LakeStorage storage() {
        return storage;
    }

    URI sts() {
        return sts.address();
    }

    /** For how long keys hold that are issued from now on, whatever is asked for. */
    public void issueFor(Duration lifetime) {
        sts.issueFor(lifetime);
    }

    /** From now on, until it is told otherwise, every call of the STS fails. */
    public void failCalls(boolean failing) {
        sts.failCalls(failing);
    }

    /** These keys expire now. */
    public void expire(String accessKeyId) {
        sts.expire(accessKeyId);
    }

    /** How many keys were issued. */
    public int issued() {
        return sts.count();
    }

    @Override
    public void close() {
        try {
            sts.close();
            server.stop();
            TestStores.deleteTree(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("The store with an STS did not stop", e);
        }
    }
}
