package org.boathouse.bench.history;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;
import org.boathouse.bench.Main;
import org.boathouse.bench.catalog.Leftovers;
import org.boathouse.contract.failure.LakeFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code boathouse bench history}: what long histories, large tables and contracts cost. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Measures planning and SQL on a table of 10,000 snapshots beside one of 10 with as many files, restores of "
                    + "100,000 files beside 10, and commits to a table under a contract beside one without.",
            "Two tables are asked in turns, over HTTP, and the medians compared.",
            "What a contract adds to a commit is small, so the range is told besides in which the ratio of two commits, "
                    + "made one right after the other, lies 19 times out of 20. The goal is met or missed by all of it, or "
                    + "the two are NOT TOLD APART: on a machine that does nothing else they are."
        })
public final class HistoryCommand implements Callable<Integer> {
    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "1 makes 10,000 snapshots and 100,000 files (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Runs these alone, separated by commas: ${COMPLETION-CANDIDATES} (default: all of them).")
    private Set<Part> only = EnumSet.allOf(Part.class);

    @Option(names = "--json", description = "One JSON object per figure.")
    private boolean json;

    @ParentCommand
    private Main bench;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!(scale > 0 && scale <= 10)) {
            throw LakeFailure.invalid("--scale: expected a number above 0 and up to 10, found %s", scale);
        }
        PrintWriter out = spec.commandLine().getOut();
        run(bench.home(), only, scale, figure -> {
            out.println(json ? figure.json() : figure.line());
            out.flush();
        });
        return 0;
    }

    static void run(Path home, Set<Part> parts, double scale, Consumer<Figure> figures) throws Exception {
        Path dir = Files.createTempDirectory("boathouse-bench-");
        try (Leftovers leftovers = new Leftovers(dir)) {
            HistoryLab lab = leftovers.of(new HistoryLab(home, dir));
            for (Part part : EnumSet.copyOf(parts)) {
                part.run(lab, figures, scale);
            }
        }
    }
}
