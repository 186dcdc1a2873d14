package org.boathouse.bench.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** What a process takes, as Linux tells it. */
final class Memory {
    private static final double KILO_PER_MEGA = 1_024;

    private Memory() {}

    /** The most it ever took, in MiB; empty where there is no {@code /proc}. */
    static OptionalDouble peak(ProcessHandle process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return OptionalDouble.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KILO_PER_MEGA)
                .findFirst();
    }
}
