package org.boathouse.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Where PostgreSQL's programs are unpacked, once per user. The library's own choice is a world-writable folder under
 * {@code /tmp}, where any other user could put programs of theirs for us to run.
 */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** What runs while the folder is ours alone; the folder is passed on. */
    interface Use<T> {
        T in(Path folder) throws IOException;
    }

    /**
     * Runs one start of PostgreSQL at a time, over all processes of this user: unpacking that was cut short is thrown
     * away first, since the library would take its half-written files for whole ones.
     */
    static synchronized <T> T exclusively(Use<T> use) throws IOException {
        Path cache = cache();
        try (FileChannel channel = FileChannel.open(
                        cache.resolve("postgres.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw LakeFailure.unavailable("Could not lock " + cache, null);
            }
            Path folder = Files.createDirectories(cache.resolve("postgres"));
            try (Stream<Path> children = Files.list(folder)) {
                for (Path child : children.toList()) {
                    if (!Files.exists(child.resolve(".exists"))) {
                        deleteTree(child);
                    }
                }
            }
            return use.in(folder);
        }
    }

    private static Path cache() throws IOException {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path parent = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        try {
            return privateFolder(parent.resolve("boathouse"));
        } catch (IOException e) {
            // Users of containers often have no home that they may write to.
            Path temp = Path.of(System.getProperty("java.io.tmpdir"), "boathouse-" + System.getProperty("user.name"));
            return privateFolder(temp);
        }
    }

    private static Path privateFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        // Fails where the folder is not ours.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return folder;
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
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
