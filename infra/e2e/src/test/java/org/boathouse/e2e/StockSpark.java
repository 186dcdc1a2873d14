package org.boathouse.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A plain Spark in a process of its own, with the settings that {@code boathouse env spark} prints and nothing else of ours. */
final class StockSpark {
    private StockSpark() {}

    /** Runs the statements; returns the rows of all of them as JSON lines. */
    static List<String> sql(Lake lake, Path folder, String... statements) throws IOException, InterruptedException {
        Path module = Cli.home().resolve("infra/stock-spark/target");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Cli.home().resolve("spark-jobs/jvm.options"));
        command.add("-Dspark.master=local[2]");
        command.add("-Dspark.ui.enabled=false");
        command.add("-Dspark.driver.host=127.0.0.1");
        command.add("-Dspark.driver.bindAddress=127.0.0.1");
        for (String line : lake.ok("env", "spark").lines().toList()) {
            if (line.startsWith("--conf ")) {
                command.add("-D" + line.substring("--conf ".length()).replaceAll(" \\\\$", ""));
            }
        }
        command.addAll(List.of(
                "-cp",
                module.resolve("classes")
                        + java.io.File.pathSeparator
                        + Files.readString(module.resolve("classpath")).strip(),
                "stock.SqlStatements"));
        Path input = Files.write(folder.resolve("statements.sql"), List.of(statements));
        Path out = folder.resolve("stock.out");
        Path err = folder.resolve("stock.err");
        int exit = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        assertEquals(0, exit, () -> read(err)
                .lines()
                .filter(line -> !line.contains(" INFO "))
                .limit(40)
                .toList()
                .toString());
        return Files.readAllLines(out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
