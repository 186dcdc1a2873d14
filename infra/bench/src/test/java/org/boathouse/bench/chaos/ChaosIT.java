package org.boathouse.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of {@code boathouse bench chaos}, with fixed seeds. */
class ChaosIT {
    /** Maven runs tests in the module's folder. */
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    @Test
    void noCommitIsLostOrDoubledWhateverBreaks(@TempDir Path dir) throws Exception {
        ChaosRun.Settings settings = new ChaosRun.Settings(4, 2, 6, Duration.ofSeconds(30), 150, 20261120);
        ChaosReport report = new ChaosRun(settings, HOME, dir).run();
        report.print(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        assertEquals(List.of(), report.violations());
        // A run in which nothing came through, or nothing broke, would prove nothing.
        assertTrue(report.counts(Outcome.ACKNOWLEDGED).getOrDefault("append", 0L) > 10, "appends");
        assertTrue(report.counts(Outcome.ACKNOWLEDGED).getOrDefault("transaction", 0L) > 0, "transactions");
        assertTrue(report.faultsInAll() > 5, "faults");
    }
}
