package org.boathouse.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One command of the built service's command line, run to its end in a process of its own. */
public final class ServiceCommand {
    private static final int SECONDS_MAX = 120;

    private ServiceCommand() {}

    /** What it answered. */
    public record Result(int exit, String out, String err) {}

    /** @param environment what the command sees beside the JVM's own environment, from which our variables are taken out */
    public static Result run(Map<String, String> environment, String... args) {
        try {
            Path out = Files.createTempFile("boathouse", ".out");
            Path err = Files.createTempFile("boathouse", ".err");
            Process process = builder(environment, List.of(args))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("'%s' was not over after %d seconds; it said %s"
                        .formatted(String.join(" ", args), SECONDS_MAX, Files.readString(err)));
            }
            Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static ProcessBuilder builder(Map<String, String> environment, List<String> args) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-jar", Checkout.serviceJar().toString()));
        line.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("BOATHOUSE_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        return builder;
    }
}
