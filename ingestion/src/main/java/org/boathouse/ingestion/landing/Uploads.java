package org.boathouse.ingestion.landing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.LandedObject;
import org.boathouse.ingestion.ledger.LatestLanding;
import org.boathouse.ingestion.source.SourceFile;
import org.boathouse.ingestion.store.ObjectStore;

/**
 * Hashes files and stores those contents that have not landed, several at once; the first failure stops the rest. Contents
 * that were stored already are kept by the {@link ObjectKeeper}, and then stored again where they were deleted just before.
 */
record Uploads(ObjectStore store, LakeLayout layout, ObjectKeeper keeper, int parallelMax) {
    /** A content that was there when it was to be stored. */
    private record Found(String key, FileContent content) {}

    List<LandedFile> of(
            Dataset dataset, List<SourceFile> files, Map<String, LatestLanding> latest, LandingProgress progress) {
        AtomicReference<LakeFailure> failure = new AtomicReference<>();
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, Math.min(parallelMax, files.size())));
        try {
            Queue<Found> found = new ConcurrentLinkedQueue<>();
            List<Callable<LandedFile>> uploads = files.stream()
                    .<Callable<LandedFile>>map(file -> () -> upload(dataset, file, latest, found, progress))
                    .toList();
            List<LandedFile> landed = all(workers, uploads, failure);
            keep(List.copyOf(found), workers, failure);
            return landed;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeFailure(FailureKind.UNAVAILABLE, "interrupted while uploading; nothing landed", e);
        } finally {
            workers.shutdownNow();
        }
    }

    /** Does all the work, several at once. */
    private static <T> List<T> all(
            ExecutorService workers, List<Callable<T>> work, AtomicReference<LakeFailure> failure)
            throws InterruptedException, ExecutionException {
        List<Future<T>> started = new ArrayList<>();
        for (Callable<T> one : work) {
            started.add(workers.submit(unlessFailed(failure, one)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : started) {
            results.add(one.get());
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return results;
    }

    /** The last thing before the commit, which so follows soon. */
    private void keep(List<Found> found, ExecutorService workers, AtomicReference<LakeFailure> failure)
            throws InterruptedException, ExecutionException {
        for (int from = 0; from < found.size(); from += ObjectKeeper.KEYS_MAX) {
            List<Found> some = found.subList(from, Math.min(found.size(), from + ObjectKeeper.KEYS_MAX));
            keeper.keep(some.stream().map(Found::key).toList());
            List<Callable<ObjectStore.Put>> again = some.stream()
                    .<Callable<ObjectStore.Put>>map(one -> () -> storeAgain(one))
                    .toList();
            all(workers, again, failure);
        }
    }

    private ObjectStore.Put storeAgain(Found found) {
        try {
            return store.putIfAbsent(found.key(), found.content(), sent -> {});
        } catch (IOException e) {
            throw FileContent.unreadable(found.content().path(), e);
        }
    }

    /** Does the work, or nothing once some other has failed: a store that refuses one file refuses thousands. */
    private static <T> Callable<T> unlessFailed(AtomicReference<LakeFailure> failure, Callable<T> work) {
        return () -> {
            if (failure.get() != null) {
                return null;
            }
            try {
                return work.call();
            } catch (LakeFailure e) {
                if (!failure.compareAndSet(null, e)) {
                    failure.get().addSuppressed(e);
                }
                return null;
            }
        };
    }

    private LandedFile upload(
            Dataset dataset,
            SourceFile file,
            Map<String, LatestLanding> latest,
            Queue<Found> found,
            LandingProgress progress) {
        try {
            FileContent content = FileContent.of(file);
            LandedObject object = new LandedObject(dataset, content.hash(), LandedObject.extensionOf(file.name()));
            LandedFile landed = new LandedFile(file, object, content.sizeBytes());
            String key = layout.key(object);
            if (LandingPlan.of(List.of(landed), latest).alreadyLanded().isEmpty()
                    && store.putIfAbsent(key, content, progress::bytesSent) == ObjectStore.Put.EXISTED) {
                found.add(new Found(key, content));
            }
            progress.fileDone();
            return landed;
        } catch (IOException e) {
            throw FileContent.unreadable(file.path(), e);
        }
    }
}
