package org.boathouse.bench.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.boathouse.bench.Folders;

/** What a run leaves behind, servers and files: cleared away when it ends, also by SIGINT or SIGTERM. */
public final class Leftovers implements AutoCloseable {
    private final Path dir;
    private final Thread atExit = new Thread(this::clearAtExit, "leftovers");
    private AutoCloseable lab;
    private boolean isCleared;

    public Leftovers(Path dir) {
        this.dir = dir;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @return what was opened, which is closed with the rest */
    public synchronized <L extends AutoCloseable> L of(L opened) {
        lab = opened;
        return opened;
    }

    @Override
    public void close() throws IOException {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            assert isCleared : "the process is ending, and the hook finds nothing left to do";
        }
    }

    private void clearAtExit() {
        try {
            clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void clear() throws IOException {
        if (isCleared) {
            return;
        }
        isCleared = true;
        if (lab == null) {
            // It was ended while it started.
            ProcessHandle.current().children().forEach(ProcessHandle::destroy);
        } else {
            close(lab);
        }
        Folders.delete(dir);
    }

    private static void close(AutoCloseable lab) throws IOException {
        try {
            lab.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
