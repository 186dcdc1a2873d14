package org.boathouse.ingestion.landing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

/** Hashes files and stores those contents that have not landed, several at once; the first failure stops the rest. */
record Uploads(ObjectStore store, LakeLayout layout, int parallelMax) {
    List<LandedFile> of(
            Dataset dataset, List<SourceFile> files, Map<String, LatestLanding> latest, LandingProgress progress) {
        AtomicReference<LakeFailure> failure = new AtomicReference<>();
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, Math.min(parallelMax, files.size())));
        try {
            List<Future<LandedFile>> uploads = new ArrayList<>();
            for (SourceFile file : files) {
                uploads.add(workers.submit(unlessFailed(failure, () -> upload(dataset, file, latest, progress))));
            }
            List<LandedFile> landed = new ArrayList<>();
            for (Future<LandedFile> upload : uploads) {
                landed.add(upload.get());
            }
            if (failure.get() != null) {
                throw failure.get();
            }
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

    /** Does the work, or nothing once some other has failed: a store that refuses one file refuses thousands. */
    private static Callable<LandedFile> unlessFailed(AtomicReference<LakeFailure> failure, Callable<LandedFile> work) {
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
            Dataset dataset, SourceFile file, Map<String, LatestLanding> latest, LandingProgress progress) {
        try {
            FileContent content = FileContent.of(file);
            LandedObject object = new LandedObject(dataset, content.hash(), LandedObject.extensionOf(file.name()));
            LandedFile landed = new LandedFile(file, object, content.sizeBytes());
            if (LandingPlan.of(List.of(landed), latest).alreadyLanded().isEmpty()) {
                store.putIfAbsent(layout.key(object), content, progress::bytesSent);
            }
            progress.fileDone();
            return landed;
        } catch (IOException e) {
            throw FileContent.unreadable(file.path(), e);
        }
    }
}
