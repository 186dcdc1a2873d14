package org.boathouse.bench.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.boathouse.bench.Replica;
import org.boathouse.bench.chaos.FaultyProxy.Fault;

/**
 * Breaks several things at once and mends them again, round after round: replicas are killed, the database is
 * stopped or crashed, the object store fails and stalls, answers are lost on either side of the service.
 *
 * <p>Between the storms the database and the collector are left alone for a while; all else goes on. Otherwise hardly a run
 * of the collector would come to its end, and nothing be deleted.
 */
final class Faults {
    private static final int LINGER_MILLIS_MAX = 1_500;
    private static final double OFTEN = 0.4;
    private static final double SELDOM = 0.02;
    /** Longer than clients wait, so that a commit can come true after its client gave up. */
    private static final long LONG_STALL_MILLIS = 7_000;

    private static final long SHORT_STALL_MILLIS = 700;

    private static final int DEGRADED_AT_ONCE = 2;
    private static final Duration STORM = Duration.ofSeconds(25);

    private enum Degradation {
        OBJECTS_FAIL,
        OBJECTS_STALL,
        OBJECTS_STALL_LONG,
        OBJECTS_LOSE_ANSWERS,
        DATABASE_LOSES_ANSWERS,
        SERVICE_LOSES_ANSWERS
    }

    private enum Blow {
        KILL_REPLICA,
        CRASH_DATABASE,
        RESTART_DATABASE,
        KILL_COLLECTOR
    }

    private final ChaosStores stores;
    private final List<Replica> replicas;
    private final Replica collector;
    private final List<FaultyProxy> fronts;
    private final Random random;
    private final Deck<Degradation> degradations;
    private final Deck<Blow> blows;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Instant begun = Instant.now();

    Faults(ChaosStores stores, List<Replica> replicas, Replica collector, List<FaultyProxy> fronts, long seed) {
        this.stores = stores;
        this.replicas = replicas;
        this.collector = collector;
        this.fronts = fronts;
        this.random = new Random(seed * 17);
        this.degradations = new Deck<>(List.of(Degradation.values()), random);
        this.blows = new Deck<>(List.of(Blow.values()), random);
    }

    /** Breaks, waits, mends. Afterwards everything runs, though connections may still be broken. */
    void round() throws InterruptedException {
        degrade();
        linger();
        List<Replica> dead = isStorm() ? blow(blows.next()) : blow(Blow.KILL_REPLICA);
        linger();
        heal();
        for (Replica replica : dead) {
            replica.start();
        }
        linger();
    }

    /** How often each kind of fault was done so far. */
    Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>(counts);
        all.put(
                "answer of the service lost",
                fronts.stream()
                        .mapToLong(front -> front.count(Fault.ANSWER_LOST))
                        .sum());
        all.put("answer of the database lost", stores.databaseProxy().count(Fault.ANSWER_LOST));
        all.put("answer of the object store lost", stores.objectsProxy().count(Fault.ANSWER_LOST));
        all.put("500 from the object store", stores.objectsProxy().count(Fault.SERVER_ERROR));
        all.put("stall of the object store", stores.objectsProxy().count(Fault.STALL));
        return all;
    }

    private void degrade() {
        for (int i = 0; i < DEGRADED_AT_ONCE; i++) {
            switch (degradations.next()) {
                case OBJECTS_FAIL -> stores.objectsProxy().inject(Fault.SERVER_ERROR, OFTEN, 0);
                case OBJECTS_STALL -> stores.objectsProxy().inject(Fault.STALL, OFTEN, SHORT_STALL_MILLIS);
                case OBJECTS_STALL_LONG -> stores.objectsProxy().inject(Fault.STALL, OFTEN, LONG_STALL_MILLIS);
                case OBJECTS_LOSE_ANSWERS -> stores.objectsProxy().inject(Fault.ANSWER_LOST, OFTEN, 0);
                case DATABASE_LOSES_ANSWERS -> stores.databaseProxy().inject(Fault.ANSWER_LOST, SELDOM, 0);
                case SERVICE_LOSES_ANSWERS -> fronts.forEach(front -> front.inject(Fault.ANSWER_LOST, OFTEN, 0));
            }
        }
    }

    private boolean isStorm() {
        return Duration.between(begun, Instant.now()).dividedBy(STORM) % 2 == 0;
    }

    private List<Replica> blow(Blow blow) {
        switch (blow) {
            case KILL_REPLICA -> {
                Replica replica = replicas.get(random.nextInt(replicas.size()));
                replica.kill9();
                counts.merge("kill -9 of a replica", 1L, Long::sum);
                return List.of(replica);
            }
            case KILL_COLLECTOR -> {
                collector.kill9();
                counts.merge("kill -9 of the collector's replica", 1L, Long::sum);
                return List.of(collector);
            }
            case CRASH_DATABASE -> restartDatabase(true);
            case RESTART_DATABASE -> restartDatabase(false);
        }
        return List.of();
    }

    private void restartDatabase(boolean crash) {
        stores.restartDatabase(crash);
        counts.merge(crash ? "crash of the database" : "restart of the database", 1L, Long::sum);
    }

    private void heal() {
        fronts.forEach(FaultyProxy::heal);
        stores.databaseProxy().heal();
        stores.objectsProxy().heal();
    }

    private void linger() throws InterruptedException {
        Thread.sleep(random.nextInt(LINGER_MILLIS_MAX));
    }
}
