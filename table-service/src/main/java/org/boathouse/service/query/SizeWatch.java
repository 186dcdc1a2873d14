package org.boathouse.service.query;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Looks at a file while DuckDB writes it, and stops the query when it grows too large. */
final class SizeWatch implements AutoCloseable {
    private static final long EVERY_MS = 100;

    private final Path file;
    private final long bytesMax;
    private final DuckConnection duck;
    private final Thread thread = new Thread(this::watch, "sql-size-watch");
    private volatile boolean ended;
    private volatile boolean tooLarge;

    SizeWatch(Path file, long bytesMax, DuckConnection duck) {
        this.file = file;
        this.bytesMax = bytesMax;
        this.duck = duck;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!ended) {
                if (file.toFile().length() > bytesMax) {
                    tooLarge = true;
                    duck.interrupt();
                }
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            }
        } catch (InterruptedException e) {
            // It is closed: nothing is written any more.
            Thread.currentThread().interrupt();
        }
    }

    boolean stoppedIt() {
        return tooLarge;
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
    }
}
