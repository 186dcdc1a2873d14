package org.boathouse.service.query;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.SnapshotFiles;

/**
 * Local copies of immutable files of the lake, up to a number of bytes, least recently used first to go.
 *
 * <p>Queries that want the same file share its download. A file in use never goes. A copy appears under its name only when
 * it is whole, so copies that an earlier process left behind are used again, and its broken downloads are swept away.
 * One process at a time owns the folder.
 */
final class FileCache implements AutoCloseable {
    private static final int DOWNLOADS_MAX = 8;

    private final Path dir;
    private final long bytesMax;
    private final FileChannel owner;
    private final ExecutorService downloads;

    /** By file name, least recently used first. Guarded by this, as {@link #bytes} and what entries count are. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    private static final class Entry {
        final String name;
        final long bytes;
        final CompletableFuture<Path> copy = new CompletableFuture<>();
        int users;

        Entry(String name, long bytes) {
            this.name = name;
            this.bytes = bytes;
        }
    }

    /**
     * @param dir made where it is missing
     * @throws LakeFailure INVALID where another process owns the folder, UNAVAILABLE where it cannot be used
     */
    FileCache(Path dir, long bytesMax) {
        this.dir = dir;
        this.bytesMax = bytesMax;
        try {
            Files.createDirectories(dir);
            owner = lock(dir.resolve(".lock"));
            adopt();
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot use the folder " + dir + " for SQL: " + e.getMessage(), e);
        }
        downloads = Executors.newFixedThreadPool(DOWNLOADS_MAX, work -> {
            Thread thread = new Thread(work, "sql-download");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw LakeFailure.invalid(
                    "Another service uses the folder %s: give each its own boathouse.sql.dir", file.getParent());
        }
        return channel;
    }

    private void adopt() throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(dir)) {
            left = files.filter(file -> !file.endsWith(".lock")).toList();
        }
        Map<Path, Long> whole = new HashMap<>();
        for (Path file : left) {
            if (CachedFile.isName(file.getFileName().toString())) {
                whole.put(file, Files.getLastModifiedTime(file).toMillis());
            } else {
                Files.delete(file);
            }
        }
        for (Path file :
                whole.keySet().stream().sorted(Comparator.comparing(whole::get)).toList()) {
            Entry entry = new Entry(file.getFileName().toString(), Files.size(file));
            entry.copy.complete(file);
            entries.put(entry.name, entry);
            bytes += entry.bytes;
        }
        makeRoom(0);
    }

    /**
     * Brings files here and keeps them until the lease is closed.
     *
     * @throws LakeFailure INVALID where they are larger than the whole cache, UNAVAILABLE where others' files fill it now or
     *     a download fails, CORRUPT where a file is gone or has not the size that its table says
     */
    Lease lease(Collection<CachedFile> files, FileIO lake) {
        Map<String, CachedFile> wanted = new LinkedHashMap<>();
        files.forEach(file -> wanted.put(file.name(), file));
        List<Entry> held = new ArrayList<>();
        try {
            hold(wanted.values(), lake, held);
            Map<String, Path> copies = new HashMap<>();
            for (Entry entry : held) {
                copies.put(wanted.get(entry.name).location(), await(entry));
            }
            return new Lease(copies, () -> release(held));
        } catch (RuntimeException e) {
            release(held);
            throw e;
        }
    }

    private synchronized void hold(Collection<CachedFile> files, FileIO lake, List<Entry> held) {
        List<CachedFile> missing = new ArrayList<>();
        for (CachedFile file : files) {
            Entry entry = usable(file);
            if (entry == null) {
                missing.add(file);
            } else {
                entry.users++;
                held.add(entry);
            }
        }
        long wanted = files.stream().mapToLong(CachedFile::bytes).sum();
        if (wanted > bytesMax) {
            throw LakeFailure.invalid(
                    "The query reads %,d bytes of files and SQL keeps at most %,d here: raise boathouse.sql.cache-bytes-max, or run it on Spark",
                    wanted, bytesMax);
        }
        if (!makeRoom(missing.stream().mapToLong(CachedFile::bytes).sum())) {
            throw new LakeFailure(
                    FailureKind.UNAVAILABLE,
                    "Other queries' files fill the SQL cache (%,d bytes): try again when they are done"
                            .formatted(bytesMax));
        }
        for (CachedFile file : missing) {
            Entry entry = new Entry(file.name(), file.bytes());
            entry.users++;
            entries.put(entry.name, entry);
            bytes += entry.bytes;
            held.add(entry);
            downloads.execute(() -> download(file, entry, lake));
        }
    }

    /** The entry of a file that is here or on its way; one whose copy somebody took away or cut is forgotten. */
    private Entry usable(CachedFile file) {
        Entry entry = entries.get(file.name());
        if (entry == null || !entry.copy.isDone()) {
            return entry;
        }
        Path copy = dir.resolve(file.name());
        boolean whole = entry.bytes == file.bytes() && copy.toFile().length() == file.bytes();
        if (!whole) {
            forget(entry);
        }
        return whole ? entry : null;
    }

    private boolean makeRoom(long wanted) {
        for (Entry entry : List.copyOf(entries.values())) {
            if (bytes + wanted <= bytesMax) {
                return true;
            }
            // What is still on its way, though nobody waits for it any more, would come after its place was given away.
            if (entry.users == 0 && entry.copy.isDone()) {
                forget(entry);
                dir.resolve(entry.name).toFile().delete();
            }
        }
        return bytes + wanted <= bytesMax;
    }

    private void download(CachedFile file, Entry entry, FileIO lake) {
        try {
            entry.copy.complete(file.download(lake, dir));
        } catch (LakeFailure e) {
            synchronized (this) {
                forget(entry);
            }
            entry.copy.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                forget(entry);
            }
            entry.copy.completeExceptionally(
                    SnapshotFiles.isGone(e)
                            ? new LakeFailure(FailureKind.CORRUPT, file.location() + " is not in the store", e)
                            : LakeFailure.unavailable("Cannot read " + file.location() + ": " + e.getMessage(), e));
        }
    }

    private static Path await(Entry entry) {
        try {
            return entry.copy.get();
        } catch (ExecutionException e) {
            LakeFailure failure = (LakeFailure) e.getCause();
            throw new LakeFailure(failure.kind(), failure.getMessage(), failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryInterrupted();
        }
    }

    private synchronized void release(List<Entry> held) {
        held.forEach(entry -> entry.users--);
        held.clear();
    }

    private void forget(Entry entry) {
        if (entries.remove(entry.name, entry)) {
            bytes -= entry.bytes;
        }
    }

    /** How many bytes of files are here or on their way. */
    synchronized long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        downloads.shutdownNow();
        try {
            owner.close();
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot give back the folder " + dir, e);
        }
    }

    /** Files that stay while somebody reads them. Closing twice does no harm. */
    static final class Lease implements AutoCloseable {
        private final Map<String, Path> copies;
        private final Runnable release;

        private Lease(Map<String, Path> copies, Runnable release) {
            this.copies = copies;
            this.release = release;
        }

        /** The local copy of a leased file. */
        Path copy(String location) {
            Path copy = copies.get(location);
            if (copy == null) {
                throw new IllegalArgumentException("not leased: " + location);
            }
            return copy;
        }

        @Override
        public void close() {
            release.run();
        }
    }
}
