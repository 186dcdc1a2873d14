package org.boathouse.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/**
 * A PostgreSQL that outlived whoever started it: a killed JVM leaves it running. It is found by the process id in its
 * {@code postmaster.pid} and believed only if that process really is a PostgreSQL of this data folder, since process ids
 * are used again.
 */
record OrphanedPostgres(ProcessHandle process, Path dataDir) {
    private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(60);
    private static final Duration ABORT_MAX = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(20);

    /**
     * The server that runs over this folder. A pid file whose process is another program is removed: PostgreSQL itself
     * would refuse to start because of it.
     */
    static Optional<OrphanedPostgres> of(Path dataDir) {
        Path pidFile = pidFile(dataDir);
        try {
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(pidFile);
            Optional<ProcessHandle> process = lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Math.abs(Long.parseLong(lines.get(0).strip())));
            if (process.isPresent() && serves(process.get(), dataDir)) {
                return Optional.of(new OrphanedPostgres(process.get(), dataDir));
            }
            Files.delete(pidFile);
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new LakeFailure(FailureKind.CORRUPT, "Cannot make sense of %s: %s".formatted(pidFile, e), e);
        }
    }

    /** Stops it as its own tools would; aborts it, which loses nothing that was committed, where that takes too long. */
    void stop() {
        signal("INT");
        if (!endsWithin(SHUTDOWN_MAX)) {
            signal("QUIT");
            if (!endsWithin(ABORT_MAX)) {
                throw new LakeFailure(
                        FailureKind.UNAVAILABLE,
                        "The database of %s, process %d, does not stop: end it, then try again"
                                .formatted(dataDir, process.pid()));
            }
        }
    }

    private static boolean serves(ProcessHandle process, Path dataDir) {
        if (!process.isAlive()) {
            return false;
        }
        String commandLine = process.info().commandLine().orElseThrow(() -> {
            return new LakeFailure(
                    FailureKind.CONFLICT,
                    "Process %d of another user may be the database of %s: end it, then try again"
                            .formatted(process.pid(), dataDir));
        });
        return commandLine.contains("postgres") && commandLine.contains("-D " + dataDir);
    }

    /** Java knows only SIGTERM, on which PostgreSQL waits for its clients; the shell's own {@code kill} is everywhere. */
    private void signal(String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw LakeFailure.unavailable("Could not signal process %d: %s".formatted(process.pid(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removing its pid file is the last thing a PostgreSQL does; the process may stay listed until its parent looks. */
    private boolean endsWithin(Duration limit) {
        Instant deadline = Instant.now().plus(limit);
        while (process.isAlive() && Files.exists(pidFile(dataDir))) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static Path pidFile(Path dataDir) {
        return dataDir.resolve("postmaster.pid");
    }
}
