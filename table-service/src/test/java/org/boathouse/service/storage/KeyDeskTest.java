package org.boathouse.service.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyDeskTest {
    private static final KeyScope MINE = new KeyScope(List.of("_tables/mine/"), true);

    private final Watch clock = new Watch();
    private final Issuer issuer = new Issuer();
    private final KeyDesk desk = new KeyDesk(Optional.of(issuer), clock, Duration.ofMillis(50));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        issuer.go.countDown();
        threads.shutdownNow();
    }

    @Test
    void theSameKeysAreHandedOutWhileHalfOfTheirTimeRemains() {
        TemporaryKeys first = desk.keys("ann", MINE);
        clock.now = clock.now.plus(Duration.ofMinutes(29));
        assertEquals(first, desk.keys("ann", MINE));
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        TemporaryKeys second = desk.keys("ann", MINE);
        assertNotEquals(first, second);
        assertEquals(clock.now.plus(issuer.lifetime), second.expiresAt());
    }

    @Test
    void keysThatSoonExpireAreNotHandedOutAgain() {
        issuer.lifetime = Duration.ofMinutes(15);
        TemporaryKeys first = desk.keys("ann", MINE);
        clock.now = clock.now.plus(Duration.ofMinutes(4));
        assertEquals(first, desk.keys("ann", MINE));
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        assertNotEquals(first, desk.keys("ann", MINE), "less than ten minutes are left");

        issuer.lifetime = Duration.ofMinutes(5);
        assertNotEquals(desk.keys("bob", MINE), desk.keys("bob", MINE));
    }

    @Test
    void nobodyGetsAnothersKeysNorThoseOfAnotherScope() {
        TemporaryKeys anns = desk.keys("ann", MINE);
        assertNotEquals(anns, desk.keys("bob", MINE));
        assertNotEquals(anns, desk.keys("ann", new KeyScope(MINE.prefixes(), false)));
        assertNotEquals(anns, desk.keys("ann", new KeyScope(List.of("_tables/mine/", "_more/"), true)));
        assertEquals(anns, desk.keys("ann", new KeyScope(List.of("_tables/mine/"), true)));
    }

    @Test
    void aFailureIsNotKept() {
        issuer.fails = LakeFailure.unavailable("down", null);
        assertEquals(
                FailureKind.UNAVAILABLE,
                assertThrows(LakeFailure.class, () -> desk.keys("ann", MINE)).kind());
        issuer.fails = null;
        assertFalse(desk.keys("ann", MINE).accessKeyId().isEmpty());
    }

    @Test
    void aSlowStsHoldsOnlySomeThreadsAndTellsTheRest() throws Exception {
        issuer.slow = true;
        List<Future<TemporaryKeys>> waiting = new ArrayList<>();
        for (int i = 0; i < KeyDesk.AT_ONCE_MAX; i++) {
            String who = "p" + i;
            waiting.add(threads.submit(() -> desk.keys(who, MINE)));
        }
        assertTrue(issuer.under.await(10, TimeUnit.SECONDS));
        LakeFailure refused = assertThrows(LakeFailure.class, () -> desk.keys("one more", MINE));
        assertEquals(FailureKind.UNAVAILABLE, refused.kind());
        issuer.go.countDown();
        for (Future<TemporaryKeys> keys : waiting) {
            assertFalse(keys.get(10, TimeUnit.SECONDS).accessKeyId().isEmpty());
        }
        assertEquals(KeyDesk.AT_ONCE_MAX, issuer.issued);
    }

    @Test
    void keysAreMadeOnceForAllWhoAskAtTheSameTime() throws Exception {
        issuer.slow = true;
        List<Future<TemporaryKeys>> asked = new ArrayList<>();
        for (int i = 0; i < KeyDesk.AT_ONCE_MAX; i++) {
            asked.add(threads.submit(() -> desk.keys("ann", MINE)));
        }
        issuer.go.countDown();
        TemporaryKeys keys = asked.get(0).get(10, TimeUnit.SECONDS);
        for (Future<TemporaryKeys> same : asked) {
            assertEquals(keys, same.get(10, TimeUnit.SECONDS));
        }
        assertEquals(1, issuer.issued);
    }

    @Test
    void aStoreWithoutStsHasNoKeys() {
        KeyDesk closed = new KeyDesk(Optional.empty(), clock, Duration.ZERO);
        assertFalse(closed.isOpen());
        assertThrows(IllegalStateException.class, () -> closed.keys("ann", MINE));
    }

    @Test
    void keysAreNotPrinted() {
        assertEquals(
                "TemporaryKeys[key-1, " + clock.now.plus(issuer.lifetime) + "]",
                desk.keys("a", MINE).toString());
    }

    private final class Issuer implements KeyIssuer {
        private final CountDownLatch under = new CountDownLatch(KeyDesk.AT_ONCE_MAX);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean slow;
        private volatile RuntimeException fails;
        private volatile Duration lifetime = Duration.ofHours(1);
        private int issued;

        @Override
        public TemporaryKeys issue(String principal, KeyScope scope) {
            if (fails != null) {
                throw fails;
            }
            if (slow) {
                under.countDown();
                awaitGo();
            }
            synchronized (this) {
                issued++;
                return new TemporaryKeys("key-" + issued, "secret", "token", clock.now.plus(lifetime));
            }
        }

        private void awaitGo() {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    private static final class Watch extends Clock {
        private volatile Instant now = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
