package org.boathouse.service.catalog;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Writes the metadata files of one commit at the same time: over several tables it waits for the slowest, not for the sum. */
@Singleton
final class ParallelWrites {
    private static final int THREADS = 8;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "metadata-files");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * The results in order, once every write has ended.
     *
     * @throws RuntimeException what the first of them threw that failed
     */
    <T> List<T> all(List<? extends Supplier<T>> writes) {
        if (writes.size() == 1) {
            return List.of(writes.get(0).get());
        }
        List<CompletableFuture<T>> running = writes.stream()
                .map(write -> CompletableFuture.supplyAsync(write, threads))
                .toList();
        List<T> results = new ArrayList<>();
        Throwable failed = null;
        for (CompletableFuture<T> write : running) {
            try {
                results.add(write.join());
            } catch (CompletionException | CancellationException e) {
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
        return results;
    }

    @PreDestroy
    void close() {
        threads.shutdown();
    }
}
