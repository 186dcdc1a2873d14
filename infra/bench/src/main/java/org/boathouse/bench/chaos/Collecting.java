package org.boathouse.bench.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.boathouse.bench.Replica;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeClient;

/**
 * Has a replica of its own delete what nothing needs, all the while. The collector is as impatient as the clients allow:
 * what it may delete is older than any of them takes from its first file to its last attempt to commit. Its replica reaches
 * the stores past the faulty proxies, or hardly a run would end between one fault and the next; it is killed as the others
 * are.
 *
 * <p>What went is seen in the store itself, so that runs count that nobody heard the end of.
 */
final class Collecting {
    /** Five attempts of a client to commit, each with the load before it, whose requests all wait as long as they may. */
    static final Duration AGE_MIN = Duration.ofMinutes(4);

    static final Duration DROPPED_KEPT = Duration.ofMinutes(2);
    private static final Duration GRACE_MIN = Duration.ofSeconds(20);

    static final Map<String, String> SETTINGS = Map.of(
            "BOATHOUSE_COLLECTOR_ENABLED", "false",
            "BOATHOUSE_COLLECTOR_AGE_MIN", AGE_MIN.toString(),
            "BOATHOUSE_COLLECTOR_GRACE_MIN", GRACE_MIN.toString(),
            "BOATHOUSE_COLLECTOR_DROPPED_KEPT", DROPPED_KEPT.toString());
    /** A run that lasts longer than this and in which nothing was deleted has not put the collector to the test. */
    static final Duration DELETES_WITHIN = AGE_MIN.plus(GRACE_MIN).plusMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int LAST_ATTEMPTS = 10;

    private static final Set<FailureKind> OF_FAULTS =
            Set.of(FailureKind.UNAVAILABLE, FailureKind.OUTCOME_UNKNOWN, FailureKind.INTERNAL);

    private final LakeClient replica;
    private final SupportsPrefixOperations objects;
    private final String bucket;
    private final Map<String, Long> deleted = new TreeMap<>();
    /** Object to when it was written, in milliseconds. */
    private Map<String, Long> there = Map.of();

    private long runs;
    private long brokenOff;
    private long forgottenTables;
    private Duration longest = Duration.ZERO;

    /** @param bucket as a location */
    Collecting(Replica replica, SupportsPrefixOperations objects, String bucket) {
        this.replica = new LakeClient(replica.address());
        this.objects = objects;
        this.bucket = bucket;
    }

    void until(BooleanSupplier isOver) throws InterruptedException {
        while (!isOver.getAsBoolean()) {
            once();
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** A run that comes to its end, with nothing in its way. */
    void last() throws InterruptedException {
        long before = runs;
        for (int i = 0; i < LAST_ATTEMPTS && runs == before; i++) {
            once();
            Thread.sleep(PAUSE.toMillis());
        }
        look();
    }

    /** Runs that came to their end. */
    long runs() {
        return runs;
    }

    /** Runs that a fault ended; the next one goes on where they stopped. */
    long brokenOff() {
        return brokenOff;
    }

    /** Of those that came to their end. */
    Duration longest() {
        return longest;
    }

    /** Dropped tables whose time was over, as told by runs that came to their end. */
    long forgottenTables() {
        return forgottenTables;
    }

    /** What went: how many objects of each kind. */
    Map<String, Long> deleted() {
        return new TreeMap<>(deleted);
    }

    long deletedInAll() {
        return deleted.values().stream().mapToLong(n -> n).sum();
    }

    private void once() {
        look();
        Instant begun = Instant.now();
        try {
            forgottenTables += replica.post("/collect", Map.of("dryRun", false))
                    .get("droppedTables")
                    .size();
            runs++;
            Duration took = Duration.between(begun, Instant.now());
            longest = took.compareTo(longest) > 0 ? took : longest;
        } catch (LakeFailure e) {
            if (!OF_FAULTS.contains(e.kind())) {
                throw e;
            }
            brokenOff++;
        }
    }

    /** What was there when this was last called, is old, and is not there any more was deleted by the collector: clients tidy up at once. */
    private void look() {
        Map<String, Long> now = new HashMap<>();
        objects.listPrefix(bucket).forEach(object -> now.put(object.location(), object.createdAtMillis()));
        long old = Instant.now().minus(AGE_MIN).toEpochMilli();
        there.forEach((object, written) -> {
            if (written < old && !now.containsKey(object)) {
                deleted.merge(kind(object), 1L, Long::sum);
            }
        });
        there = now;
    }

    private static String kind(String location) {
        String name = location.substring(location.lastIndexOf('/') + 1);
        if (name.endsWith(".metadata.json")) {
            return "metadata";
        }
        if (name.endsWith(".avro")) {
            return name.startsWith("snap-") ? "manifest lists" : "manifests";
        }
        return name.endsWith(".bin") ? "data files" : "others";
    }
}
