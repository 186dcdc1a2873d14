package org.boathouse.service.storage;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Hands out temporary keys to parts of the object store, where it has an STS. The same are handed out again to the same
 * principal for the same scope while they hold for long enough; who may have which is decided by whoever asks for them.
 */
public final class KeyDesk implements AutoCloseable {
    /** How many requests wait for the STS at once; a slow one must not take all threads of the service. */
    static final int AT_ONCE_MAX = 16;

    /** Clients fetch fresh keys some minutes before theirs expire (Iceberg's five); to be given the old ones is no use. */
    static final Duration LEFT_MIN = Duration.ofMinutes(10);

    private static final long KEPT_MAX = 10_000;

    private final Optional<KeyIssuer> issuer;
    private final Clock clock;
    private final Duration turnMax;
    private final Semaphore turns = new Semaphore(AT_ONCE_MAX, true);
    /** Of futures, so that keys under way hold up only those who ask for the same. */
    private final AsyncCache<Asked, TemporaryKeys> kept;

    /**
     * @param issuer none where the store has no STS
     * @param turnMax how long a request waits for its turn at the issuer
     */
    KeyDesk(Optional<KeyIssuer> issuer, Clock clock, Duration turnMax) {
        this.issuer = issuer;
        this.clock = clock;
        this.turnMax = turnMax;
        this.kept = Caffeine.newBuilder()
                .maximumSize(KEPT_MAX)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.creating((Asked asked, TemporaryKeys keys) -> reusedFor(keys)))
                .buildAsync();
    }

    private record Asked(String principal, KeyScope scope) {}

    /** Whether the store has an STS, so that there are temporary keys at all. */
    public boolean isOpen() {
        return issuer.isPresent();
    }

    /**
     * Keys that hold for half of their time, or at least {@link #LEFT_MIN}, where the store makes them hold so long.
     *
     * @throws LakeFailure INVALID where there can be no keys to this scope; UNAVAILABLE where the store gives none now
     */
    public TemporaryKeys keys(String principal, KeyScope scope) {
        KeyIssuer from = issuer.orElseThrow(() -> new IllegalStateException("The object store has no STS"));
        Asked asked = new Asked(principal, scope);
        CompletableFuture<TemporaryKeys> known = kept.getIfPresent(asked);
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
            return known.join();
        }
        awaitTurn();
        try {
            return issueOnce(from, asked);
        } finally {
            turns.release();
        }
    }

    /** Whoever asks first has the keys made; whoever asks meanwhile waits for the same. */
    private TemporaryKeys issueOnce(KeyIssuer from, Asked asked) {
        CompletableFuture<TemporaryKeys> mine = new CompletableFuture<>();
        CompletableFuture<TemporaryKeys> first = kept.get(asked, (unknown, executor) -> mine);
        if (first == mine) {
            try {
                mine.complete(from.issue(asked.principal(), asked.scope()));
            } catch (RuntimeException | Error e) {
                mine.completeExceptionally(e);
            }
        }
        try {
            return first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LakeFailure known
                    ? new LakeFailure(known.kind(), known.getMessage(), known)
                    : new IllegalStateException(e.getCause());
        }
    }

    private void awaitTurn() {
        try {
            if (turns.tryAcquire(turnMax.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw LakeFailure.unavailable("The object store's STS is slow, and many ask it for keys: try again", null);
    }

    private Duration reusedFor(TemporaryKeys keys) {
        Duration left = Duration.between(clock.instant(), keys.expiresAt());
        Duration half = left.dividedBy(2);
        Duration reused = half.compareTo(LEFT_MIN) < 0 ? left.minus(LEFT_MIN) : half;
        return reused.isNegative() ? Duration.ZERO : reused;
    }

    @Override
    public void close() {
        issuer.ifPresent(KeyIssuer::close);
    }
}
