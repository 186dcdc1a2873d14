package org.boathouse.ingestion.landing;

import java.time.Duration;

/**
 * How much a {@link Lander} does at once, and how long it keeps trying.
 *
 * @param parallelUploadsMax files read and sent at the same time
 * @param commitAttemptsMax how often a batch is offered to its ledger while others land into it
 * @param commitBackoff the longest wait before the second attempt; it doubles with every further one
 * @param commitBackoffMax what the wait does not grow beyond
 */
public record LanderLimits(
        int parallelUploadsMax, int commitAttemptsMax, Duration commitBackoff, Duration commitBackoffMax) {
    public static final LanderLimits DEFAULTS = new LanderLimits(8, 60, Duration.ofMillis(50), Duration.ofSeconds(2));

    public LanderLimits {
        if (parallelUploadsMax < 1 || commitAttemptsMax < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** The longest wait after this many attempts. */
    Duration backoff(int attempts) {
        long millis = commitBackoff.toMillis() << Math.min(attempts - 1, 20);
        return Duration.ofMillis(Math.min(millis, commitBackoffMax.toMillis()));
    }
}
