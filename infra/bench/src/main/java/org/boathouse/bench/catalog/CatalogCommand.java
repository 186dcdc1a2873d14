package org.boathouse.bench.catalog;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;
import org.boathouse.bench.Folders;
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
            "The static bytes come from Vert.x, the HTTP server under the service, with the same token check on the same kind "
                    + "of thread, and with none of the service's own layers above it."
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
            description = "Runs these alone: ${COMPLETION-CANDIDATES} (default: all).")
    private Set<Phase> only = EnumSet.allOf(Phase.class);

    @Option(names = "--json", description = "One JSON object per figure.")
    private boolean json;

    /** In the order in which they run. */
    private enum Phase {
        loads {
            @Override
            void run(Lab lab, Consumer<Figure> figures, double scale) throws Exception {
                new Loads(lab, figures).run();
            }
        },
        commits {
            @Override
            void run(Lab lab, Consumer<Figure> figures, double scale) throws Exception {
                new Commits(lab, figures).run();
            }
        },
        siblings {
            @Override
            void run(Lab lab, Consumer<Figure> figures, double scale) throws Exception {
                new Siblings(lab, figures).run(scale);
            }
        };

        abstract void run(Lab lab, Consumer<Figure> figures, double scale) throws Exception;
    }

    @ParentCommand
    private Main bench;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Consumer<Figure> figures = figure -> {
            out.println(json ? figure.json() : figure.line());
            out.flush();
        };
        Path dir = Files.createTempDirectory("boathouse-bench-");
        try (Lab lab = new Lab(bench.home(), dir)) {
            for (Phase phase : Phase.values()) {
                if (only.contains(phase)) {
                    phase.run(lab, figures, scale);
                }
            }
            memory(lab, figures);
        } finally {
            Folders.delete(dir);
        }
        return 0;
    }

    private static void memory(Lab lab, Consumer<Figure> figures) throws IOException {
        OptionalDouble service = Memory.peak(lab.serviceProcess());
        OptionalDouble reference = Memory.peak(lab.referenceProcess());
        if (service.isPresent() && reference.isPresent()) {
            figures.accept(Figure.atMost(
                    "memory.peak.vs.reference", service.getAsDouble(), "MiB", reference.getAsDouble(), null));
        }
    }
}
