package org.boathouse.bench.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.bench.Figure;

/** What a server's process takes, in MiB; each figure is empty where this machine does not tell it. */
final class Memory {
    private static final double KILO_PER_MEGA = 1_024;
    private static final Pattern HEAP_USED = Pattern.compile("total \\d+K, used (\\d+)K");

    private Memory() {}

    @FunctionalInterface
    interface Measure {
        OptionalDouble of(ProcessHandle process) throws IOException;
    }

    /** The service beside the reference server. */
    static void compare(String name, Measure measure, Lab lab, Consumer<Figure> figures) throws IOException {
        OptionalDouble service = measure.of(lab.serviceProcess());
        OptionalDouble reference = measure.of(lab.referenceProcess());
        if (service.isPresent() && reference.isPresent()) {
            figures.accept(
                    Figure.atMost(name + ".vs.reference", service.getAsDouble(), "MiB", reference.getAsDouble(), null));
        }
    }

    /** The most it ever took. */
    static OptionalDouble peak(ProcessHandle process) throws IOException {
        return status(process, "VmHWM:");
    }

    static OptionalDouble resident(ProcessHandle process) throws IOException {
        return status(process, "VmRSS:");
    }

    /** What is left of the Java heap after a collection, which is made for this. */
    static OptionalDouble heapAfterGc(ProcessHandle process) throws IOException {
        Jcmd.ask(process, "GC.run");
        return Jcmd.ask(process, "GC.heap_info")
                .map(HEAP_USED::matcher)
                .filter(Matcher::find)
                .map(used -> OptionalDouble.of(Double.parseDouble(used.group(1)) / KILO_PER_MEGA))
                .orElse(OptionalDouble.empty());
    }

    private static OptionalDouble status(ProcessHandle process, String field) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return OptionalDouble.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KILO_PER_MEGA)
                .findFirst();
    }
}
