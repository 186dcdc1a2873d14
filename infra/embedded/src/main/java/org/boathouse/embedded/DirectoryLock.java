package org.boathouse.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** One process per folder. The operating system lets go of the lock when its holder dies, however it dies. */
final class DirectoryLock implements AutoCloseable {
    /** A second channel on the file would let go of this JVM's own lock when it is closed, so it is never opened. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private static final int PID_BYTES_MAX = 32;

    private final Path dir;
    private final FileChannel channel;

    private DirectoryLock(Path dir, FileChannel channel) {
        this.dir = dir;
        this.channel = channel;
    }

    /** @throws LakeFailure CONFLICT where a process, this one included, holds it; names the folder and the process */
    static DirectoryLock acquire(Path dir) {
        if (!HELD_HERE.add(dir)) {
            throw inUse(dir, Long.toString(ProcessHandle.current().pid()));
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(dir, holder(channel));
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new DirectoryLock(dir, channel);
        } catch (IOException e) {
            release(dir, channel);
            throw LakeFailure.unavailable("Could not lock %s: %s".formatted(dir, e), e);
        } catch (RuntimeException e) {
            release(dir, channel);
            throw e;
        }
    }

    @Override
    public void close() {
        release(dir, channel);
    }

    private static void release(Path dir, FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw LakeFailure.unavailable("Could not unlock %s: %s".formatted(dir, e), e);
        } finally {
            HELD_HERE.remove(dir);
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PID_BYTES_MAX);
        channel.read(bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    }

    private static LakeFailure inUse(Path dir, String pid) {
        return new LakeFailure(
                FailureKind.CONFLICT,
                "%s is in use by process %s: stop that lake first, or choose another folder".formatted(dir, pid));
    }
}
