package org.boathouse.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls {@code boathouse} as a person would: one process per command, its output shown as it comes. */
final class CommandLine {
    private final Path launcher;
    private final Path folder;
    private final Map<String, String> environment;

    /** @param folder the working folder of the commands */
    CommandLine(Path launcher, Path folder, Map<String, String> environment) {
        this.launcher = launcher;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** Runs a command that must succeed. */
    void run(String... args) {
        int exit = exitOf(args);
        if (exit != 0) {
            throw new DemoFailed("'boathouse " + String.join(" ", args) + "' ended with " + exit + ", expected 0");
        }
    }

    /** Runs a command that must be refused. */
    void runRefused(String... args) {
        int exit = exitOf(args);
        if (exit != 1) {
            throw new DemoFailed("'boathouse " + String.join(" ", args) + "' ended with " + exit
                    + ", expected it to be refused (1)");
        }
    }

    /** Runs a command that must succeed, quietly, and returns its standard output. */
    String read(String... args) {
        Process process = start(builder(args).redirectOutput(ProcessBuilder.Redirect.PIPE));
        try (var out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            int exit = waitFor(process);
            if (exit != 0) {
                throw new DemoFailed("'boathouse " + String.join(" ", args) + "' ended with " + exit);
            }
            return text;
        } catch (IOException e) {
            throw new DemoFailed("'boathouse " + String.join(" ", args) + "': " + e.getMessage());
        }
    }

    private int exitOf(String... args) {
        System.out.println("$ boathouse " + shown(args));
        System.out.flush();
        return waitFor(start(builder(args)));
    }

    private ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO().directory(folder.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    private static String shown(String... args) {
        StringBuilder line = new StringBuilder();
        for (String arg : args) {
            boolean plain = arg.matches("[A-Za-z0-9_./:=-]+");
            line.append(line.isEmpty() ? "" : " ").append(plain ? arg : '"' + arg.strip() + '"');
        }
        return line.toString();
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new DemoFailed("Could not start " + builder.command() + ": " + e.getMessage());
        }
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new DemoFailed("interrupted");
        }
    }
}
