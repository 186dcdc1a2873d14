package org.boathouse.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 store over a folder, in this process, on the loopback address; requests are signed (AWS Signature Version 4). */
final class ObjectStoreServer implements AutoCloseable {
    private static final String BUCKET = "lake";
    /** The store has no regions, but clients must name one. */
    private static final String REGION = "us-east-1";

    private static final int THREADS_MAX = 64;
    private static final int DRAIN_MILLIS_MAX = 2_000;

    private final S3Proxy server;
    private final LakeStorage storage;

    private ObjectStoreServer(S3Proxy server, LakeStorage storage) {
        this.server = server;
        this.storage = storage;
    }

    static ObjectStoreServer start(Path folder, int port, Credentials credentials) {
        // The store lists nothing below a relative folder (s3proxy 4.1.0).
        Path objects = folder.toAbsolutePath();
        try {
            Path bucket = Files.createDirectories(objects.resolve(BUCKET));
            // s3proxy takes a folder that others may read for a bucket that anybody may read, unsigned.
            Files.setPosixFilePermissions(bucket, PosixFilePermissions.fromString("rwx------"));
            CutOffUploads.sweep(objects);
        } catch (IOException e) {
            throw LakeFailure.invalid("%s cannot hold objects: %s", objects, e);
        }
        S3Proxy server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, credentials.accessKeyId(), credentials.secretAccessKey())
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(THREADS_MAX)
                .stopTimeout(DRAIN_MILLIS_MAX)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                throw LakeFailure.invalid(
                        "Port %d, for the object store, is in use: free it, or choose another port", port);
            }
            throw LakeFailure.unavailable("The object store over %s did not start: %s".formatted(objects, e), e);
        }
        return new ObjectStoreServer(
                server,
                new LakeStorage(
                        URI.create("http://127.0.0.1:" + server.getPort()),
                        REGION,
                        BUCKET,
                        credentials.accessKeyId(),
                        credentials.secretAccessKey(),
                        true));
    }

    LakeStorage storage() {
        return storage;
    }

    @Override
    public void close() {
        stop(server);
    }

    private static void stop(S3Proxy server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw LakeFailure.unavailable("The object store did not stop: " + e, e);
        }
    }
}
