package org.boathouse.ingestion.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.ingestion.landing.LandingReport;
import org.boathouse.ingestion.source.FolderScan;
import org.boathouse.ingestion.source.SourceFile;
import org.boathouse.ingestion.source.SourceFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse land DOMAIN/DATASET PATH...}. */
@Command(
        name = "land",
        description = {
            "Lands files in a dataset, as one batch: all of them, or none.",
            "A file whose latest landing has the same content is not landed again, so landing can be repeated at any time."
        },
        footerHeading = "%n",
        footer = {
            "A file lands under its name, the files of a folder under their paths in it.",
            "Links are followed; hidden files are skipped within folders.",
            "The lake is found by BOATHOUSE_URL and BOATHOUSE_TOKEN.",
            "Exit status: 0 landed or nothing new, 1 failed, 2 wrong usage."
        })
final class LandCommand implements Callable<Integer> {
    private static final int SKIPPED_SHOWN_MAX = 5;

    private final IngestionCommands.Lake lake;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(index = "0", paramLabel = "DOMAIN/DATASET", description = "Where to land, such as flights/airports.")
    private Dataset dataset;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
    private List<Path> paths;

    @Option(names = "--json", description = "Report every file, as JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    LandCommand(IngestionCommands.Lake lake, PrintStream out, PrintStream err) {
        this.lake = lake;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        SourceFiles sources = FolderScan.of(paths);
        tellSkipped(sources.skipped());
        try (ConsoleProgress progress = new ConsoleProgress(
                err,
                Terminal.here(Map.copyOf(System.getenv())),
                sources.files().size(),
                sources.files().stream().mapToLong(SourceFile::sizeBytes).sum())) {
            LandingReport report = lake.land(lander -> lander.land(dataset, sources.files(), progress));
            progress.hide();
            out.println(json ? ReportText.json(report, sources.skipped()) : ReportText.summary(report));
        }
        return 0;
    }

    private void tellSkipped(List<Path> skipped) {
        skipped.stream().limit(SKIPPED_SHOWN_MAX).forEach(path -> err.println("Skipped " + path));
        if (skipped.size() > SKIPPED_SHOWN_MAX) {
            err.println("Skipped " + (skipped.size() - SKIPPED_SHOWN_MAX) + " more");
        }
    }
}
