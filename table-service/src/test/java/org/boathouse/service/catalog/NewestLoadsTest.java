package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.ws.rs.core.EntityTag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.NewestLoads.Load;
import org.boathouse.service.catalog.TableStore.Head;
import org.junit.jupiter.api.Test;

class NewestLoadsTest {
    private static final int KILO = 1_024;
    private static final EntityTag TAG = new EntityTag("any");

    private final UUID table = UUID.randomUUID();
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final NewestLoads loads = new NewestLoads(KILO * KILO, waiting::add);

    @Test
    void oneReadServesAllWhoWantAVersionAndWhoeverComesLater() {
        List<CompletableFuture<Load>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(ask(loads, 1, () -> load(1)));
        }
        assertEquals(1, waiting.size());
        waiting.remove().run();
        Load first = all.get(0).join();
        all.forEach(one -> assertSame(first, one.join()));
        assertSame(first, ask(loads, 1, NewestLoadsTest::unexpected).join());
    }

    @Test
    void aNewerVersionTakesThePlaceOfAnOlderAndNeverTheReverse() {
        CompletableFuture<Load> older = ask(loads, 1, () -> load(1));
        CompletableFuture<Load> newer = ask(loads, 2, () -> load(2));
        Runnable late = waiting.remove();
        waiting.remove().run();
        late.run();
        assertEquals(2, newer.join().head().version());
        // Found when it was its turn: there was no need to read.
        assertSame(newer.join(), older.join());

        CompletableFuture<Load> third = ask(loads, 3, () -> {
            ask(loads, 4, () -> load(4));
            waiting.remove().run();
            return load(3);
        });
        waiting.remove().run();
        assertEquals(3, third.join().head().version());
        assertEquals(4, ask(loads, 4, NewestLoadsTest::unexpected).join().head().version());
    }

    @Test
    void aReadThatFoundANewerVersionThanAskedForIsKeptAsThatOne() {
        CompletableFuture<Load> asked = ask(loads, 1, () -> load(7));
        waiting.remove().run();
        assertSame(asked.join(), ask(loads, 7, NewestLoadsTest::unexpected).join());
    }

    @Test
    void aFailedReadIsToldToAllWhoWaitedForItAndTriedAgainForTheNext() {
        CompletableFuture<Load> one = ask(loads, 1, () -> {
            throw LakeFailure.unavailable("away", null);
        });
        CompletableFuture<Load> other = ask(loads, 1, NewestLoadsTest::unexpected);
        waiting.remove().run();
        for (CompletableFuture<Load> failed : List.of(one, other)) {
            assertEquals(
                    LakeFailure.class,
                    assertThrows(CompletionException.class, failed::join)
                            .getCause()
                            .getClass());
        }
        CompletableFuture<Load> next = ask(loads, 1, () -> load(1));
        waiting.remove().run();
        assertEquals(1, next.join().head().version());
    }

    @Test
    void waysOfShowingATableAreKeptEachByItself() {
        ask(loads, 1, () -> load(1));
        waiting.remove().run();
        loads.of(head(table, 1), SnapshotsShown.REFS, () -> load(1));
        assertEquals(1, waiting.size());
    }

    /** Caches which prefer what was often asked for keep out the newest versions, if they take versions for things. */
    @Test
    void aLargeTableThatIsOftenCommittedIsReadOnceAVersionAmongSmallOnesThatAreAskedForAllTheTime() {
        List<UUID> small = Stream.generate(UUID::randomUUID).limit(50).toList();
        Map<Head, Integer> reads = new HashMap<>();
        NewestLoads busy = new NewestLoads(KILO * KILO, Runnable::run);
        for (int round = 1; round <= 200; round++) {
            for (int time = 0; time < 10; time++) {
                for (UUID one : small) {
                    read(busy, head(one, 1 + round / 10), 10 * KILO, reads);
                }
            }
            for (int time = 0; time < 5; time++) {
                read(busy, head(table, round), 300 * KILO, reads);
            }
        }
        for (int round = 1; round <= 200; round++) {
            assertEquals(1, reads.get(head(table, round)), "reads of version " + round);
        }
    }

    private static void read(NewestLoads loads, Head head, int bytes, Map<Head, Integer> reads) {
        loads.of(head, SnapshotsShown.ALL, () -> {
            reads.merge(head, 1, Integer::sum);
            return new Load(head, new byte[bytes], TAG);
        });
    }

    private CompletableFuture<Load> ask(NewestLoads of, long version, Supplier<Load> read) {
        return of.of(head(table, version), SnapshotsShown.ALL, read).toCompletableFuture();
    }

    private Load load(long version) {
        return new Load(head(table, version), new byte[KILO], TAG);
    }

    private static Load unexpected() {
        throw new AssertionError("read again");
    }

    private static Head head(UUID table, long version) {
        return new Head(table, version, "s3://lake/" + version);
    }
}
