package org.boathouse.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.EmbeddedStores;
import org.boathouse.embedded.PostgresAddress;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL and an S3 store with one empty bucket, running until closed. */
public final class TestStores implements AutoCloseable {
    private static final String POSTGRES_IMAGE = "postgres:18-alpine";
    private static final String MINIO_IMAGE = "minio/minio:RELEASE.2025-04-22T22-12-26Z";
    private static final String BUCKET = "lake";

    private final PostgresAddress postgres;
    private final LakeStorage objectStore;
    private final boolean hasSts;
    private final AutoCloseable servers;

    private TestStores(PostgresAddress postgres, LakeStorage objectStore, boolean hasSts, AutoCloseable servers) {
        this.postgres = postgres;
        this.objectStore = objectStore;
        this.hasSts = hasSts;
        this.servers = servers;
    }

    /** Containers where a Docker engine answers, else the embedded pair in a temporary folder; says which on stderr. */
    public static TestStores start() {
        boolean docker = DockerEngine.answers();
        System.err.println(
                docker
                        ? "Test stores: PostgreSQL and MinIO in containers"
                        : "Test stores: the embedded pair, since no Docker engine answers");
        try {
            return docker ? containers() : embedded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where the database answers; its role may create schemas. */
    public PostgresAddress postgres() {
        return postgres;
    }

    /** Where the object store answers; its bucket exists. */
    public LakeStorage objectStore() {
        return objectStore;
    }

    /** Whether the object store has an STS, which answers where the store does. */
    boolean hasSts() {
        return hasSts;
    }

    @Override
    public void close() {
        try {
            servers.close();
        } catch (Exception e) {
            throw new IllegalStateException("The test stores did not stop", e);
        }
    }

    private static TestStores embedded() throws IOException {
        Path dir = Files.createTempDirectory("boathouse-test-stores");
        EmbeddedStores stores = EmbeddedStores.open(dir, 0);
        // A test run that is told to end never gets to its own end, and would leave the database running.
        Runtime.getRuntime().addShutdownHook(new Thread(stores::close, "test-stores-stop"));
        return new TestStores(stores.postgres(), stores.objectStore(), false, () -> {
            stores.close();
            deleteTree(dir);
        });
    }

    private static TestStores containers() throws IOException, InterruptedException {
        PostgreSQLContainer postgres = new PostgreSQLContainer(POSTGRES_IMAGE);
        MinIOContainer minio = new MinIOContainer(MINIO_IMAGE);
        AutoCloseable both = () -> {
            postgres.stop();
            minio.stop();
        };
        postgres.start();
        minio.start();
        // MinIO serves each folder of its drive as a bucket.
        ExecResult made = minio.execInContainer("mkdir", "-p", "/data/" + BUCKET);
        if (made.getExitCode() != 0) {
            throw new IllegalStateException("No bucket in MinIO: " + made.getStderr());
        }
        return new TestStores(
                new PostgresAddress(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword()),
                new LakeStorage(
                        URI.create(minio.getS3URL()),
                        "us-east-1",
                        BUCKET,
                        minio.getUserName(),
                        minio.getPassword(),
                        true),
                true,
                both);
    }

    static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
