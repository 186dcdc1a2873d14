package org.boathouse.spark;

import org.boathouse.spark.apply.ApplyCommand;
import org.boathouse.spark.plan.PlanCommand;
import org.boathouse.spark.run.RunCommand;
import org.boathouse.spark.submit.SubmitCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of what refines: {@code apply}, {@code plan}, {@code run}, {@code submit}. */
@Command(
        name = "boathouse",
        mixinStandardHelpOptions = true,
        description = "Registers data products and refines their tables.",
        subcommands = {ApplyCommand.class, PlanCommand.class, RunCommand.class, SubmitCommand.class})
public final class Main {
    private Main() {}

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main()).setExecutionExceptionHandler(new FailureMessages());
        // What follows the job is the job's, options too.
        line.getSubcommands().get("submit").setStopAtPositional(true);
        return line;
    }
}
