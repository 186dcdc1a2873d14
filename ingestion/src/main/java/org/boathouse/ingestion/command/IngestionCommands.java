package org.boathouse.ingestion.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.ingestion.landing.Lander;
import org.boathouse.ingestion.landing.LandingReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of this module. Exit status: 0 done, 1 failed, 2 wrong usage. */
public final class IngestionCommands {
    private static final int SUPPRESSED_SHOWN_MAX = 10;

    private IngestionCommands() {}

    /** Connects to the lake, gives the work a lander, disconnects. */
    @FunctionalInterface
    public interface Lake {
        LandingReport land(Function<Lander, LandingReport> landing);
    }

    @Command(name = "boathouse", description = "Lands raw files in a lake.", synopsisSubcommandLabel = "COMMAND")
    private static final class Root {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Shows this text.")
        private boolean help;
    }

    /** Data goes to {@code out}, talk to {@code err}. */
    public static CommandLine commandLine(Lake lake, PrintStream out, PrintStream err) {
        CommandLine commands = new CommandLine(new Root());
        commands.addSubcommand("land", new LandCommand(lake, out, err));
        commands.registerConverter(Dataset.class, IngestionCommands::dataset);
        commands.registerConverter(Path.class, IngestionCommands::path);
        commands.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        commands.setExecutionExceptionHandler((e, line, parsed) -> failed(e, line, err));
        return commands;
    }

    private static Dataset dataset(String text) {
        try {
            return Dataset.parse(text);
        } catch (LakeFailure e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandLine.TypeConversionException(
                    "'%s' is no file name in this locale; set one that fits it (LC_ALL=C.UTF-8)".formatted(text));
        }
    }

    private static int failed(Exception e, CommandLine line, PrintStream err) {
        String command = line.getCommandSpec().qualifiedName();
        if (!(e instanceof LakeFailure)) {
            err.println(command + ": a fault of its own, please report it:");
            e.printStackTrace(err);
            return CommandLine.ExitCode.SOFTWARE;
        }
        err.println(command + ": " + e.getMessage());
        Throwable[] more = e.getSuppressed();
        for (int i = 0; i < Math.min(more.length, SUPPRESSED_SHOWN_MAX); i++) {
            err.println(command + ": also: " + more[i].getMessage());
        }
        if (more.length > SUPPRESSED_SHOWN_MAX) {
            err.println(command + ": and " + (more.length - SUPPRESSED_SHOWN_MAX) + " more");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
