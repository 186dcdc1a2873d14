package org.boathouse.bench.history;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "Two tables are asked in turns, over HTTP, and the medians compared."
        })
public final class HistoryCommand implements Callable<Integer> {
    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "1 makes 10,000 snapshots and 100,000 files (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(names = "--json", description = "One JSON object per figure.")
    private boolean json;

    @ParentCommand
    private Main bench;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!(scale > 0 && scale <= 10)) {
            throw LakeFailure.invalid("--scale: expected a number above 0 and up to 10, found %s", scale);
        }
        PrintWriter out = spec.commandLine().getOut();
        run(bench.home(), scale, figure -> {
            out.println(json ? figure.json() : figure.line());
            out.flush();
        });
        return 0;
    }

    static void run(Path home, double scale, Consumer<Figure> figures) throws IOException {
        Path dir = Files.createTempDirectory("boathouse-bench-");
        try (Leftovers leftovers = new Leftovers(dir)) {
            HistoryLab lab = leftovers.of(new HistoryLab(home, dir));
            new Planning(lab, figures, scale).run();
            new Restores(lab, figures, scale).run();
            new Gate(lab, figures, scale).run();
        }
    }
}
