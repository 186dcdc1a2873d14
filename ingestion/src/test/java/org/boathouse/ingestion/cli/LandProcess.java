package org.boathouse.ingestion.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.boathouse.ingestion.Main;
import org.boathouse.testkit.Checkout;

/** The built {@code boathouse land} as a child process. */
final class LandProcess {
    private static final long SECONDS_MAX = 90;
    private static final Pattern PROGRESS = Pattern.compile("^\\d+ of \\d+ files, .* sent\\R", Pattern.MULTILINE);

    /** How it ended and what it said, but for the lines of progress that it prints where the machine is slow. */
    record Result(int status, String out, String err) {}

    private final Process process;
    private final Path out;
    private final Path err;

    private LandProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static LandProcess start(Map<String, String> environment, List<String> jvm, Object... args) throws IOException {
        Path module = Checkout.root().resolve("ingestion");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("@" + module.resolve("jvm.options"));
        line.addAll(jvm);
        line.addAll(List.of(
                "-cp",
                module.resolve("target/classes") + ":"
                        + Files.readString(module.resolve("target/classpath")).strip()));
        line.add(Main.class.getName());
        line.add("land");
        for (Object arg : args) {
            line.add(arg.toString());
        }
        Path out = Files.createTempFile("land", ".out");
        Path err = Files.createTempFile("land", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BOATHOUSE_"));
        builder.environment().putAll(environment);
        return new LandProcess(builder.start(), out, err);
    }

    static Result run(Map<String, String> environment, Object... args) throws IOException, InterruptedException {
        return start(environment, List.of(), args).end();
    }

    void kill9() {
        process.destroyForcibly();
    }

    Result end() throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("It did not end in %d s. It said:%n%s%s"
                    .formatted(SECONDS_MAX, Files.readString(out), Files.readString(err)));
        }
        Result result = new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                PROGRESS.matcher(Files.readString(err, StandardCharsets.UTF_8)).replaceAll(""));
        Files.delete(out);
        Files.delete(err);
        return result;
    }
}
