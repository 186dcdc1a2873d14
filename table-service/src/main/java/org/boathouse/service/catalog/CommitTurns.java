package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Lets commits to one table take turns within this process, so that the later one reads what the earlier one made instead
 * of writing a metadata file for nothing. Only the database's compare-and-set decides who wins: other replicas take no
 * part in these turns.
 */
@Singleton
final class CommitTurns {
    private static final int STRIPES = 1_024;
    private static final long WAIT_MAX_SECONDS = 30;

    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    CommitTurns() {
        Arrays.setAll(stripes, i -> new ReentrantLock(true));
    }

    <T> T inTurn(Collection<TableIdentifier> tables, Supplier<T> commit) {
        Deque<ReentrantLock> held = new ArrayDeque<>();
        try {
            // In one order for everybody, so that two commits never wait for each other.
            int[] needed = tables.stream()
                    .mapToInt(table -> Math.floorMod(table.hashCode(), STRIPES))
                    .sorted()
                    .distinct()
                    .toArray();
            for (int stripe : needed) {
                acquire(stripes[stripe]);
                held.push(stripes[stripe]);
            }
            return commit.get();
        } finally {
            held.forEach(ReentrantLock::unlock);
        }
    }

    private static void acquire(ReentrantLock stripe) {
        try {
            if (!stripe.tryLock(WAIT_MAX_SECONDS, TimeUnit.SECONDS)) {
                throw LakeFailure.unavailable("Too many commits to this table wait; nothing was applied", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LakeFailure.unavailable("The service is stopping; nothing was applied", e);
        }
    }
}
