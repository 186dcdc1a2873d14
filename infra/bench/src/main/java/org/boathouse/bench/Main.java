package org.boathouse.bench;

import java.nio.file.Path;
import org.boathouse.bench.catalog.CatalogCommand;
import org.boathouse.bench.chaos.ChaosCommand;
import org.boathouse.bench.history.HistoryCommand;
import org.boathouse.contract.failure.LakeFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code boathouse bench}: what the lake promises, measured and put to the test on this machine. */
@Command(
        name = "boathouse bench",
        mixinStandardHelpOptions = true,
        description = "Measures the lake beside its baselines, in one run; figures compare only within a run.",
        subcommands = {CatalogCommand.class, ChaosCommand.class, HistoryCommand.class})
public final class Main {
    @Option(
            names = "--home",
            hidden = true,
            required = true,
            description = "The folder of the launcher, which passes it.")
    private Path home;

    /** Where the built modules lie. */
    public Path home() {
        return home.toAbsolutePath();
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof LakeFailure) {
                line.getErr().println("boathouse bench: " + failure.getMessage());
            } else {
                failure.printStackTrace(line.getErr());
            }
            return 1;
        });
    }
}
