package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelWritesTest {
    private final ParallelWrites writes = new ParallelWrites();

    @AfterEach
    void close() {
        writes.close();
    }

    @Test
    void allAreUnderWayAtOnceAndTheirResultsStandInOrder() {
        CountDownLatch begun = new CountDownLatch(2);
        List<Supplier<String>> both = List.of(() -> whenAllHaveBegun(begun, "a"), () -> whenAllHaveBegun(begun, "b"));
        assertEquals(List.of("a", "b"), writes.all(both));
    }

    @Test
    void aFailureIsToldAsItIsOnceTheOthersHaveEnded() {
        LakeFailure full = LakeFailure.unavailable("The disk is full", null);
        AtomicBoolean otherEnded = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(2);
        List<Supplier<String>> one = List.of(
                () -> {
                    whenAllHaveBegun(begun, "");
                    throw full;
                },
                () -> {
                    whenAllHaveBegun(begun, "");
                    pause();
                    otherEnded.set(true);
                    return "";
                });
        assertSame(full, assertThrows(LakeFailure.class, () -> writes.all(one)));
        assertTrue(otherEnded.get());
    }

    private static <T> T whenAllHaveBegun(CountDownLatch begun, T result) {
        begun.countDown();
        try {
            assertTrue(begun.await(10, TimeUnit.SECONDS), "the other did not begin");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return result;
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
