package org.boathouse.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line, as a person has it: the launcher of this checkout, run in a folder, with an environment. */
record Cli(Path folder, Map<String, String> environment) {
    private static final Duration COMMAND_MAX = Duration.ofMinutes(6);

    /** The checkout's root: the folder that holds the launcher. */
    static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("boathouse"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** What a command did. */
    record Result(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit " + exit + "\n--- stdout\n" + out + "\n--- stderr\n" + err;
        }
    }

    /** Runs a command to its end. */
    Result run(String... args) {
        return finish(start(args));
    }

    /** A command under way, with the files that its output goes to. */
    record Running(Process process, Path out, Path err) {}

    Running start(String... args) {
        List<String> command =
                new ArrayList<>(List.of(home().resolve("boathouse").toString()));
        command.addAll(List.of(args));
        return start(command);
    }

    /** Starts any program with this folder and environment. */
    Running start(List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out-", ".txt");
            Path err = Files.createTempFile(folder, "err-", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            // The build that runs these tests has built what they call.
            builder.environment().put("BOATHOUSE_BUILD", "never");
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a started command; one that does not end in time is killed and fails the test. */
    static Result finish(Running running) {
        try {
            if (!running.process().waitFor(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS)) {
                running.process().destroyForcibly();
                throw new AssertionError("not finished after " + COMMAND_MAX + "\n" + Files.readString(running.err()));
            }
            return new Result(running.process().exitValue(), read(running.out()), read(running.err()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Files.delete(file);
        return text;
    }
}
