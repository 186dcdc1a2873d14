package org.boathouse.bench.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM tells of itself, by the JDK's {@code jcmd}; nothing where that is missing. */
final class Jcmd {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Pattern COMPILED = Pattern.compile("java\\.ci\\.totalTime=(\\d+)");

    private Jcmd() {}

    static Optional<String> ask(ProcessHandle jvm, String question) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return Optional.empty();
        }
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(jvm.pid()), question)
                .redirectErrorStream(true)
                .start();
        return Optional.of(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** How many seconds it has spent compiling, by the clock. */
    static Optional<Double> compileSeconds(ProcessHandle jvm) throws IOException {
        return ask(jvm, "PerfCounter.print")
                .map(COMPILED::matcher)
                .filter(Matcher::find)
                .map(found -> Double.parseDouble(found.group(1)) / NANOS_PER_SECOND);
    }
}
