package org.boathouse.bench.catalog;

import java.io.Closeable;
import java.io.IOException;

/**
 * One client's connection to a server. Where it breaks, a new one is made for the next request, and that is counted: a server
 * that we compare with may break one now and then, which must not end a run. Not for several threads at once.
 */
final class Line implements Closeable {
    /** Instead of a status: nobody knows what became of the request. */
    static final int BROKEN = 0;

    private final Opening opening;
    private Wire wire;
    private long broken;

    /** @throws IOException where no connection can be made at all: the server is gone */
    Line(Opening opening) throws IOException {
        this.opening = opening;
        this.wire = opening.open();
    }

    @FunctionalInterface
    interface Opening {
        Wire open() throws IOException;
    }

    /**
     * Asks, reads the answer and throws it away.
     *
     * @return the status, whatever it is, or {@link #BROKEN}
     * @throws IOException where the connection is broken and no other can be made: the server is gone
     */
    int exchange(Request request) throws IOException {
        try {
            return wire.exchange(request);
        } catch (IOException e) {
            broken++;
            wire.close();
            wire = opening.open();
            return BROKEN;
        }
    }

    /** How often it broke. */
    long broken() {
        return broken;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
