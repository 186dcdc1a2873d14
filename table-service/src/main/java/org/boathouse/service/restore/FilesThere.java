package org.boathouse.service.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.SnapshotFiles;

/**
 * Looks whether every file that snapshots need is there: manifest lists, manifests, data and deletes. A request to the store
 * for each, several at once; its memory does not grow with their number.
 */
final class FilesThere implements AutoCloseable {
    private static final int REQUESTS_AT_ONCE = 16;
    private static final int WAITING_MAX = 256;
    private static final int NAMED_MAX = 20;

    private final FileIO io;
    private final ExecutorService requests = Executors.newFixedThreadPool(REQUESTS_AT_ONCE);
    private final Semaphore room = new Semaphore(WAITING_MAX);
    private final AtomicLong found = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final List<String> named = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    FilesThere(FileIO io) {
        this.io = io;
    }

    /** @throws LakeFailure UNAVAILABLE where the store does not answer */
    void look(TableMetadata table, Snapshot snapshot) {
        // The first format version may keep the list of manifests in the metadata itself.
        String list = snapshot.manifestListLocation();
        if (list == null || isThere(list)) {
            snapshot.allManifests(io).forEach(manifest -> look(table, manifest));
        }
    }

    private void look(TableMetadata table, ManifestFile manifest) {
        if (!isThere(manifest.path())) {
            return;
        }
        try (CloseableIterable<? extends ContentFile<?>> files = manifest.content() == ManifestContent.DATA
                ? ManifestFiles.read(manifest, io, table.specsById())
                : ManifestFiles.readDeleteManifest(manifest, io, table.specsById())) {
            // One file may hold the deletion vectors of many data files, and stands there once for each.
            Set<String> withDeletes = new HashSet<>();
            for (ContentFile<?> file : files) {
                if (file.content() == FileContent.DATA || withDeletes.add(file.location())) {
                    ask(file.location());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isThere(String location) {
        boolean there = SnapshotFiles.isThere(io, location);
        if (there) {
            found.incrementAndGet();
        } else {
            missing.incrementAndGet();
            if (named.size() < NAMED_MAX) {
                named.add(location);
            }
        }
        return there;
    }

    private void ask(String location) {
        room.acquireUninterruptibly();
        requests.execute(() -> {
            try {
                isThere(location);
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                room.release();
            }
        });
    }

    /**
     * Waits for the last answer.
     *
     * @return how many files are there
     * @throws LakeFailure NOT_FOUND naming those that are not; UNAVAILABLE where the store did not answer
     */
    long foundAll() {
        room.acquireUninterruptibly(WAITING_MAX);
        room.release(WAITING_MAX);
        if (failure.get() != null) {
            throw LakeFailure.unavailable(
                    "The object store did not say whether every file is there: "
                            + failure.get().getMessage(),
                    failure.get());
        }
        if (missing.get() > 0) {
            List<String> some = named.stream().sorted().limit(NAMED_MAX).toList();
            throw LakeFailure.notFound(
                    "%d of %d files of that point are gone, so nothing was restored:%n  %s%s",
                    missing.get(),
                    missing.get() + found.get(),
                    String.join(System.lineSeparator() + "  ", some),
                    missing.get() > some.size() ? "%n  and %d more".formatted(missing.get() - some.size()) : "");
        }
        return found.get();
    }

    @Override
    public void close() {
        requests.shutdownNow();
    }
}
