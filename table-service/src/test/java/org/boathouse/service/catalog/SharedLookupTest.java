package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedLookupTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final AtomicLong state = new AtomicLong();
    private final BlockingQueue<List<String>> began = new LinkedBlockingQueue<>();
    private final Semaphore mayEnd = new Semaphore(0);
    private SharedLookup<String, Long> lookup = new SharedLookup<>("test", NEVER, this::readWhenAllowed);

    @AfterEach
    void close() {
        mayEnd.release(1_000);
        lookup.close();
    }

    @Test
    void whoComesDuringAReadIsAnsweredByTheNextOne() throws Exception {
        CompletableFuture<Optional<Long>> before = ask("t");
        began.take();
        state.set(1);
        CompletableFuture<Optional<Long>> after = ask("t");
        mayEnd.release(2);
        assertEquals(Optional.of(0L), before.get());
        assertEquals(Optional.of(1L), after.get());
    }

    @Test
    void allWhoWaitShareOneRead() throws Exception {
        ask("t");
        began.take();
        List<CompletableFuture<Optional<Long>>> waiting = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < 10; key++) {
                waiting.add(ask("t" + key));
            }
        }
        mayEnd.release(2);
        for (CompletableFuture<Optional<Long>> one : waiting) {
            assertEquals(Optional.of(0L), one.get());
        }
        assertEquals(10, began.take().size());
        assertTrue(began.isEmpty());
    }

    @Test
    void nobodyIsShownLessThanWasSoBeforeTheyAsked() throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        read(keys -> {
            pauseAtRandom();
            long seen = state.get();
            pauseAtRandom();
            return keys.stream().collect(Collectors.toMap(key -> key, key -> seen));
        });
        Callable<Void> reader = () -> {
            for (int i = 0; i < 1_000; i++) {
                long before = acknowledged.get();
                long shown = ask("t" + i % 3).get().orElseThrow();
                assertTrue(shown >= before, () -> "shown " + shown + " after " + before + " was acknowledged");
            }
            return null;
        };
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Void>> readers =
                    IntStream.range(0, 6).mapToObj(i -> threads.submit(reader)).toList();
            while (readers.stream().anyMatch(running -> !running.isDone())) {
                acknowledged.set(state.incrementAndGet());
                LockSupport.parkNanos(20_000);
            }
            for (Future<Void> done : readers) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aReadThatGetsNoAnswerHoldsUpOnlyThoseWhoAreOnIt() throws Exception {
        lookup.close();
        lookup = new SharedLookup<>("test", Duration.ofMillis(20), keys -> {
            began.add(keys);
            if (keys.contains("stuck")) {
                mayEnd.acquireUninterruptibly();
            }
            return Map.of();
        });
        CompletableFuture<Optional<Long>> stuck = ask("stuck");
        began.take();
        assertEquals(Optional.empty(), ask("t").get());
        assertEquals(Optional.empty(), ask("u").get());
        assertTrue(!stuck.isDone());
        mayEnd.release();
        assertEquals(Optional.empty(), stuck.get());
    }

    @Test
    void oneThatCannotBeAskedForSpoilsNoOthersAnswer() throws Exception {
        read(keys -> {
            began.add(keys);
            mayEnd.acquireUninterruptibly();
            if (keys.contains("bad")) {
                throw new LakeFailure(FailureKind.INTERNAL, "no such letter", null);
            }
            return Map.of("good", 1L);
        });
        ask("first");
        began.take();
        CompletableFuture<Optional<Long>> bad = ask("bad");
        CompletableFuture<Optional<Long>> good = ask("good");
        mayEnd.release(10);
        assertEquals(Optional.of(1L), good.get());
        assertEquals(FailureKind.INTERNAL, failure(bad).kind());
    }

    @Test
    void whenTheSourceIsAwayAllWhoWaitAreToldAndLaterOnesAreAnsweredAgain() throws Exception {
        AtomicLong reads = new AtomicLong();
        read(keys -> {
            reads.incrementAndGet();
            began.add(keys);
            mayEnd.acquireUninterruptibly();
            if (reads.get() <= 2) {
                throw LakeFailure.unavailable("away", null);
            }
            return Map.of();
        });
        CompletableFuture<Optional<Long>> first = ask("t");
        began.take();
        CompletableFuture<Optional<Long>> second = ask("t");
        CompletableFuture<Optional<Long>> third = ask("u");
        mayEnd.release(10);
        assertEquals(FailureKind.UNAVAILABLE, failure(first).kind());
        assertEquals(FailureKind.UNAVAILABLE, failure(second).kind());
        assertEquals(FailureKind.UNAVAILABLE, failure(third).kind());
        assertEquals(2, reads.get());
        assertEquals(Optional.empty(), ask("t").get());
    }

    @Test
    void whoGivesUpWaitingDoesNotGiveUpForTheOthers() throws Exception {
        CompletableFuture<Optional<Long>> impatient = ask("t");
        began.take();
        CompletableFuture<Optional<Long>> alsoImpatient = ask("t");
        CompletableFuture<Optional<Long>> patient = ask("t");
        impatient.cancel(true);
        alsoImpatient.cancel(true);
        mayEnd.release(2);
        assertEquals(Optional.of(0L), patient.get());
    }

    @Test
    void moreThanOneReadMayTakeAreReadInSeveral() throws Exception {
        ask("first");
        began.take();
        List<CompletableFuture<Optional<Long>>> many = IntStream.range(0, 3 * SharedLookup.KEYS_PER_READ_MAX)
                .mapToObj(i -> ask("t" + i))
                .toList();
        mayEnd.release(10);
        for (CompletableFuture<Optional<Long>> one : many) {
            assertEquals(Optional.of(0L), one.get());
        }
        assertEquals(3, began.size());
        began.forEach(keys -> assertEquals(SharedLookup.KEYS_PER_READ_MAX, keys.size()));
    }

    @Test
    void onceItIsClosedItSaysSo() {
        lookup.close();
        assertEquals(FailureKind.UNAVAILABLE, failure(ask("t")).kind());
        assertEquals(FailureKind.UNAVAILABLE, failure(ask("t")).kind());
    }

    private void read(Function<List<String>, Map<String, Long>> source) {
        lookup.close();
        lookup = new SharedLookup<>("test", NEVER, source::apply);
    }

    private Map<String, Long> readWhenAllowed(List<String> keys) {
        long seen = state.get();
        began.add(keys);
        mayEnd.acquireUninterruptibly();
        return keys.stream().collect(Collectors.toMap(key -> key, key -> seen));
    }

    private CompletableFuture<Optional<Long>> ask(String key) {
        return lookup.find(key).toCompletableFuture();
    }

    private static LakeFailure failure(CompletableFuture<?> answer) {
        return (LakeFailure) assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS))
                .getCause();
    }

    private static void pauseAtRandom() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
    }
}
