package org.boathouse.bench.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.boathouse.bench.Replica;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeClient;

/**
 * Has a replica of its own delete what nothing needs, all the while. The collector is as impatient as the clients allow:
 * what it may delete is older than any of them takes from its first file to its last attempt to commit. Its replica reaches
 * the stores past the faulty proxies, or hardly a run would end between one fault and the next.
 */
final class Collecting {
    static final Map<String, String> SETTINGS = Map.of(
            "BOATHOUSE_COLLECTOR_ENABLED", "false",
            "BOATHOUSE_COLLECTOR_AGE_MIN", "PT4M",
            "BOATHOUSE_COLLECTOR_GRACE_MIN", "PT10S");
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private static final Set<FailureKind> OF_FAULTS =
            Set.of(FailureKind.UNAVAILABLE, FailureKind.OUTCOME_UNKNOWN, FailureKind.INTERNAL);

    private final LakeClient replica;
    private long runs;
    private long brokenOff;
    private long deleted;

    Collecting(Replica replica) {
        this.replica = new LakeClient(replica.address());
    }

    void until(Instant end) throws InterruptedException {
        while (Instant.now().isBefore(end)) {
            once();
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** Runs that came to their end. */
    long runs() {
        return runs;
    }

    /** Runs that a fault ended; what they deleted is not counted. */
    long brokenOff() {
        return brokenOff;
    }

    long deleted() {
        return deleted;
    }

    private void once() {
        try {
            deleted += replica.post("/collect", Map.of("dryRun", false))
                    .get("deleted")
                    .longValue();
            runs++;
        } catch (LakeFailure e) {
            if (!OF_FAULTS.contains(e.kind())) {
                throw e;
            }
            // The next run goes on where it stopped.
            brokenOff++;
        }
    }
}
