package org.boathouse.bench.catalog;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;
import org.boathouse.bench.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code boathouse bench catalog}: loads, commits, creates and lists, beside what they are to be compared with. */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the catalog beside Iceberg's reference REST server over the same PostgreSQL and object store, beside "
                    + "the same bytes served from memory, and beside the least a commit must do.",
            "Loads are judged by the bytes that the service's own HTTP stack answers from memory (static); those that bare "
                    + "Vert.x answers stand beside them as the upper limit (bare.vertx). Processor time (cpu) is that of all "
                    + "processes and the clients together, per load."
        })
public final class CatalogCommand implements Callable<Integer> {
    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "0.2",
            description = "1 creates 5,000 tables and lists 100,000 (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(
            names = "--only",
            paramLabel = "PHASE",
            split = ",",
            description = "Runs these alone, separated by commas: ${COMPLETION-CANDIDATES} (default: all of them).")
    private Set<Phase> only = EnumSet.allOf(Phase.class);

    @Option(names = "--json", description = "One JSON object per figure.")
    private boolean json;

    @ParentCommand
    private Main bench;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter talk = spec.commandLine().getErr();
        Consumer<Figure> figures = figure -> {
            out.println(json ? figure.json() : figure.line());
            out.flush();
        };
        Instant start = Instant.now();
        Path dir = Files.createTempDirectory("boathouse-bench-");
        try (Leftovers leftovers = new Leftovers(dir)) {
            Lab lab = leftovers.of(new Lab(bench.home(), dir));
            for (Phase phase : EnumSet.copyOf(only)) {
                talk.printf(
                        "%4d s  %s%n", Duration.between(start, Instant.now()).toSeconds(), phase.baselines());
                talk.flush();
                phase.run(lab, figures, scale);
            }
            Memory.compare("memory.peak", Memory::peak, lab, figures);
        }
        talk.printf("%4d s  done%n", Duration.between(start, Instant.now()).toSeconds());
        return 0;
    }
}
