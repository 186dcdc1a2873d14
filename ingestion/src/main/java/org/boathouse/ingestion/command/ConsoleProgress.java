package org.boathouse.ingestion.command;

import java.io.PrintStream;
import java.time.Duration;
import org.boathouse.ingestion.landing.LandingProgress;

/** Shows a landing's progress: a bar that is redrawn on a terminal, a line now and then elsewhere. */
final class ConsoleProgress implements LandingProgress, AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration LINE = Duration.ofSeconds(10);
    private static final int WIDTH = 30;

    private final PrintStream err;
    private final boolean terminal;
    private final long filesTotal;
    private final long bytesTotal;
    private long filesDone;
    private long bytesSent;
    private long lastShownNanos = System.nanoTime();
    private boolean barShown;

    ConsoleProgress(PrintStream err, boolean terminal, long filesTotal, long bytesTotal) {
        this.err = err;
        this.terminal = terminal;
        this.filesTotal = filesTotal;
        this.bytesTotal = bytesTotal;
    }

    @Override
    public synchronized void bytesSent(long bytes) {
        bytesSent += bytes;
        show();
    }

    @Override
    public synchronized void fileDone() {
        filesDone++;
        show();
    }

    @Override
    public synchronized void waiting(String why) {
        hide();
        err.println("Trying again: " + why);
    }

    private void show() {
        long now = System.nanoTime();
        if (now - lastShownNanos < (terminal ? REDRAW : LINE).toNanos()) {
            return;
        }
        lastShownNanos = now;
        String state = "%d of %d files, %s of %s sent"
                .formatted(filesDone, filesTotal, Bytes.text(bytesSent), Bytes.text(bytesTotal));
        if (terminal) {
            err.print("\r\033[K" + bar() + " " + state);
            err.flush();
            barShown = true;
        } else {
            err.println(state);
        }
    }

    /** By bytes, unless there are none: files that landed already send nothing, so the files' share counts where larger. */
    private String bar() {
        double bytes = bytesTotal == 0 ? 0 : (double) bytesSent / bytesTotal;
        double files = filesTotal == 0 ? 0 : (double) filesDone / filesTotal;
        int filled = (int) (WIDTH * Math.min(1, Math.max(bytes, files)));
        return "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "]";
    }

    /** Takes the bar away. */
    synchronized void hide() {
        if (barShown) {
            err.print("\r\033[K");
            err.flush();
            barShown = false;
        }
    }

    @Override
    public void close() {
        hide();
    }
}
