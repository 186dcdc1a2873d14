package org.boathouse.service.catalog;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Looks things up for many who ask at the same time, with one read for all of them.
 *
 * <p>Whoever asks is answered by a read that began after they asked, never by one that was under way when they came: they
 * see all that was so before they asked, as if each had read alone. Who comes during a read waits for the next.
 *
 * <p>There is one read at a time, for then most gather for the next. Only where one lasts beyond all patience, another
 * begins beside it, so that a connection that has died holds up nobody but those who were on it.
 */
final class SharedLookup<K, V> implements AutoCloseable {
    static final int KEYS_PER_READ_MAX = 64;
    private static final int READS_AT_ONCE_MAX = 4;

    private final Source<K, V> source;
    private final long patienceNanos;
    private final ScheduledExecutorService threads;

    // All three guarded by this.
    private final Map<K, CompletableFuture<Optional<V>>> waiting = new LinkedHashMap<>();
    private int readers;
    private long lastBeganNanos;

    /** Where things are looked up; what is not there is missing in the answer. */
    @FunctionalInterface
    interface Source<K, V> {
        /** @param keys different ones, {@link #KEYS_PER_READ_MAX} at most */
        Map<K, V> read(List<K> keys);
    }

    /** @param patience how long a read may last before another begins beside it */
    SharedLookup(String name, Duration patience, Source<K, V> source) {
        this.source = source;
        this.patienceNanos = patience.toNanos();
        this.threads = Executors.newScheduledThreadPool(READS_AT_ONCE_MAX + 1, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.scheduleWithFixedDelay(this::besideAReadThatLasts, patienceNanos, patienceNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Never blocks.
     *
     * @return empty where the thing is not there; fails as the read did. What depends on it runs on the thread that read,
     *     which others wait for: it must be short
     */
    CompletionStage<Optional<V>> find(K key) {
        CompletableFuture<Optional<V>> answer;
        boolean isFirst;
        synchronized (this) {
            answer = waiting.computeIfAbsent(key, unasked -> new CompletableFuture<>());
            isFirst = readers == 0;
            if (isFirst) {
                readers++;
            }
        }
        if (isFirst) {
            begin();
        }
        // A copy, so that one who gives up waiting does not give up for the others.
        return answer.copy();
    }

    /** What was asked before is answered still. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private void besideAReadThatLasts() {
        synchronized (this) {
            if (waiting.isEmpty()
                    || readers == READS_AT_ONCE_MAX
                    || System.nanoTime() - lastBeganNanos < patienceNanos) {
                return;
            }
            readers++;
        }
        begin();
    }

    private void begin() {
        try {
            threads.execute(this::readForWhoeverWaits);
        } catch (RejectedExecutionException e) {
            LakeFailure stopping = LakeFailure.unavailable("The service is stopping", e);
            for (Map<K, CompletableFuture<Optional<V>>> asked = next(); !asked.isEmpty(); asked = next()) {
                asked.values().forEach(answer -> answer.completeExceptionally(stopping));
            }
        }
    }

    private void readForWhoeverWaits() {
        for (Map<K, CompletableFuture<Optional<V>>> asked = next(); !asked.isEmpty(); asked = next()) {
            answer(asked);
        }
    }

    /** Those whom the next read is for: whoever came before now. Empty when the reader is done. */
    private synchronized Map<K, CompletableFuture<Optional<V>>> next() {
        Map<K, CompletableFuture<Optional<V>>> asked = new LinkedHashMap<>();
        var all = waiting.entrySet().iterator();
        while (all.hasNext() && asked.size() < KEYS_PER_READ_MAX) {
            var one = all.next();
            asked.put(one.getKey(), one.getValue());
            all.remove();
        }
        if (asked.isEmpty()) {
            readers--;
        }
        lastBeganNanos = System.nanoTime();
        return asked;
    }

    private void answer(Map<K, CompletableFuture<Optional<V>>> asked) {
        try {
            Map<K, V> found = source.read(List.copyOf(asked.keySet()));
            asked.forEach((key, answer) -> answer.complete(Optional.ofNullable(found.get(key))));
        } catch (Throwable e) {
            if (asked.size() > 1 && e instanceof LakeFailure failure && failure.kind() == FailureKind.INTERNAL) {
                // One that the source can't even be asked for spoils no other's answer.
                asked.forEach((key, answer) -> answer(Map.of(key, answer)));
            } else {
                asked.values().forEach(answer -> answer.completeExceptionally(e));
            }
        }
    }
}
