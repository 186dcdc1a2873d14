package org.boathouse.ingestion.store;

import java.util.concurrent.Semaphore;

/** Lends out memory to whoever reads a content, so that many uploads together take no more than a fixed amount. */
final class MemoryBudget {
    /** Counted in these, since a semaphore counts in ints. */
    private static final int UNIT_BYTES = 1 << 12;

    private final Semaphore units;
    private final int unitsMax;

    MemoryBudget(long bytesMax) {
        this.unitsMax = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytesMax / UNIT_BYTES));
        this.units = new Semaphore(unitsMax, true);
    }

    /** A piece of the budget, given back exactly once. */
    final class Loan {
        private final int count;

        private Loan(int count) {
            this.count = count;
        }

        void giveBack() {
            units.release(count);
        }
    }

    /** Waits until there is so much. Who wants more than there is gets all there is, once nobody else has any. */
    Loan borrow(long bytes) {
        int count = (int) Math.min(unitsMax, bytes / UNIT_BYTES + 1);
        units.acquireUninterruptibly(count);
        return new Loan(count);
    }
}
