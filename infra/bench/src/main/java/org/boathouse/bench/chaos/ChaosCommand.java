package org.boathouse.bench.chaos;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.boathouse.bench.Figure;
import org.boathouse.bench.Folders;
import org.boathouse.bench.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code boathouse bench chaos}: no commit is lost or doubled, whatever breaks. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Commits at random from several clients through several replicas, while replicas are killed, the database is "
                    + "restarted and crashed, the object store fails and stalls, and answers are lost. The collector deletes "
                    + "beside them what was written more than four minutes ago and is not needed: runs longer than five put "
                    + "it to the test. From time to time it and the database are left alone, so that it gets to delete.",
            "Then checks that every acknowledged commit is in exactly once, every refused one is absent, every unknown one "
                    + "is in or out but never by half, every file that a snapshot needs is there, and no load was stale.",
            "Ends with 1 where a promise was broken, and keeps its folder then."
        })
public final class ChaosCommand implements Callable<Integer> {
    @Option(names = "--minutes", paramLabel = "N", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--replicas", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int replicas;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the operations and the faults (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "One JSON object per figure.")
    private boolean json;

    @ParentCommand
    private Main bench;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path dir = Files.createTempDirectory("boathouse-chaos-");
        ChaosRun.Settings settings = new ChaosRun.Settings(
                clients, replicas, clients * 2, Duration.ofMillis(Math.round(minutes * 60_000)), 0, seed);
        ChaosReport report = new ChaosRun(settings, bench.home(), dir).run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            report.figures().map(Figure::json).forEach(out::println);
            out.flush();
            report.print(spec.commandLine().getErr());
        } else {
            report.print(out);
        }
        if (report.violations().isEmpty()) {
            Folders.delete(dir);
            return 0;
        }
        spec.commandLine().getErr().println("boathouse bench: what is left of the run lies in " + dir);
        return 1;
    }
}
