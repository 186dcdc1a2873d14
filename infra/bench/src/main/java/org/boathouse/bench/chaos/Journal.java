package org.boathouse.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients of one run asked and were told, in the order in which each client was told. */
final class Journal {
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong loads = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();

    synchronized void add(Operation operation) {
        operations.add(operation);
    }

    /** From now on every load of this table must show this sequence number or a later one. */
    void acknowledged(String born, long sequence) {
        acknowledged.merge(born, sequence, Math::max);
    }

    /** The sequence number that a load which begins now must show. */
    long mustSee(String born) {
        return acknowledged.getOrDefault(born, 0L);
    }

    void loaded(String born, long mustSee, long seen) {
        loads.incrementAndGet();
        if (seen < mustSee) {
            broken("A load of %s showed commit %d, and %d was acknowledged before it began"
                    .formatted(born, seen, mustSee));
        }
    }

    /** The files of a table were looked for. */
    void read() {
        reads.incrementAndGet();
    }

    /** A promise that a client saw broken. */
    synchronized void broken(String promise) {
        broken.add(promise);
    }

    long loads() {
        return loads.get();
    }

    long reads() {
        return reads.get();
    }

    /** How many operations have had an outcome. */
    synchronized int told() {
        return operations.size();
    }

    synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    synchronized List<String> broken() {
        return List.copyOf(broken);
    }
}
