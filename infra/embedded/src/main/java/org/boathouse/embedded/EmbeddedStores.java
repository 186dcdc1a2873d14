package org.boathouse.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;

/**
 * PostgreSQL and an S3 store over one folder:
 *
 * <pre>
 * DIR/lock          held while the stores run; holds the process id of who runs them
 * DIR/credentials   generated once; readable by their owner alone, as is DIR itself
 * DIR/postgres      the database, its log in DIR/postgres.log
 * DIR/objects       the objects, one folder per bucket
 * </pre>
 *
 * Both listen on the loopback address only. What was acknowledged survives {@link #close} and {@code kill -9} alike: the
 * next {@link #open} of the folder stops a database that was left running and removes uploads that were cut short. The
 * database survives a power loss too; the object store does not call {@code fsync}.
 */
public final class EmbeddedStores implements AutoCloseable {
    private final DirectoryLock lock;
    private final PostgresServer postgres;
    private final ObjectStoreServer objects;

    private EmbeddedStores(DirectoryLock lock, PostgresServer postgres, ObjectStoreServer objects) {
        this.lock = lock;
        this.postgres = postgres;
        this.objects = objects;
    }

    /**
     * Starts both stores, making the folder where it is missing.
     *
     * @param objectStorePort 0 for any free one
     * @throws LakeFailure CONFLICT where somebody else runs a lake in this folder; INVALID where the port is in use or
     *     the folder cannot be used; CORRUPT where its credentials are gone
     */
    public static EmbeddedStores open(Path dir, int objectStorePort) {
        Path home = privateFolder(dir);
        DirectoryLock lock = DirectoryLock.acquire(home);
        ObjectStoreServer objects = null;
        try {
            Credentials credentials = Credentials.of(home);
            objects = ObjectStoreServer.start(home.resolve("objects"), objectStorePort, credentials);
            return new EmbeddedStores(lock, PostgresServer.start(home, credentials), objects);
        } catch (RuntimeException e) {
            if (objects != null) {
                objects.close();
            }
            lock.close();
            throw e;
        }
    }

    /**
     * Stops a database that a killed process left running over this folder; it does nothing where none runs.
     *
     * @throws LakeFailure CONFLICT where a live process runs the folder
     */
    public static void stopOrphans(Path dir) {
        Path home = privateFolder(dir);
        DirectoryLock lock = DirectoryLock.acquire(home);
        try (lock) {
            OrphanedPostgres.of(home.resolve("postgres")).ifPresent(OrphanedPostgres::stop);
        }
    }

    /** Where the database answers. */
    public PostgresAddress postgres() {
        return postgres.address();
    }

    /** Where the object store answers, with the keys to it. */
    public LakeStorage objectStore() {
        return objects.storage();
    }

    /** Stops both; safe to call again. */
    @Override
    public void close() {
        try (lock;
                objects) {
            postgres.close();
        }
    }

    private static Path privateFolder(Path dir) {
        try {
            Path home = dir.toAbsolutePath().normalize();
            if (!Files.isDirectory(home)) {
                Files.createDirectories(home.getParent());
                Files.createDirectory(
                        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            // PostgreSQL and its orphan are told by the folder's real name.
            return home.toRealPath();
        } catch (IOException | UnsupportedOperationException e) {
            throw LakeFailure.invalid(
                    "%s cannot hold a lake: %s. Choose a folder of your own on a POSIX file system", dir, e);
        }
    }
}
