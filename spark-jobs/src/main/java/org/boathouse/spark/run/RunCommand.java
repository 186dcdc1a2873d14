package org.boathouse.spark.run;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.spark.apply.Products;
import org.boathouse.spark.apply.Registration;
import org.boathouse.spark.apply.Registration.Registered;
import org.boathouse.spark.plan.LakeTables;
import org.boathouse.spark.plan.RefinedTable;
import org.boathouse.spark.plan.RefinedTables;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code boathouse run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Applies, then refines what is out of date, upstreams first.",
            "Each table is staged on a branch, checked and published at once; rows that break a rule go to its"
                    + " quarantine table. Running again does only what is left to do."
        })
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private Products products;

    @Option(names = "--full", description = "Make every table anew from all that its upstreams hold.")
    private boolean full;

    @ArgGroup
    private Release release;

    /** What becomes of the inputs of tables that were restored. */
    static final class Release {
        @Option(
                names = "--resume",
                description =
                        "Lets restored tables go on: they read their inputs again from where the restored state had.")
        private boolean resume;

        @Option(
                names = "--skip-to",
                paramLabel = "now",
                description =
                        "Lets restored tables go on without what came since: their inputs count as read up to now.")
        private SkipTo skipTo;
    }

    /** In lower case: it is a word of the command line. */
    enum SkipTo {
        now
    }

    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = LakeSession.LOCAL,
            description = "Where Spark runs (default: ${DEFAULT-VALUE}).")
    private String master;

    @Option(names = "--json", description = "One JSON object per table on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter talk = spec.commandLine().getErr();
        ProductFolder folder = products.read();
        List<RefinedTable> ordered = RefinedTables.inOrder(folder.contracts());
        LakeClient lake = new LakeClient(LakeAddress.of(System.getenv()));
        new Registration(lake)
                .apply(folder, false).stream()
                        .filter(Registered::isChange)
                        .forEach(table -> talk.println(table.text()));
        talk.flush();
        CatalogConnection connection = CatalogConnection.of(lake);
        Report report = new Report(talk, json ? spec.commandLine().getOut() : null);
        try (LakeTables tables = new LakeTables(connection);
                Spark spark = new Spark(connection, master, report)) {
            if (release != null) {
                release(new Holds(tables), ordered, talk);
            }
            Run run = new Run(tables, new LakeLayout(connection.storage().bucket()), spark::session, Clock.systemUTC());
            return report.end(run.bringUpToDate(ordered, full, report::tell)) ? 0 : 1;
        }
    }

    private void release(Holds holds, List<RefinedTable> ordered, PrintWriter talk) {
        for (RefinedTable table : ordered) {
            if (release.resume && holds.resume(table)) {
                talk.printf("resumed       %s%n", table.name());
            } else if (release.skipTo != null && holds.skip(table)) {
                talk.printf("skipped       %s  (its inputs count as read up to now)%n", table.name());
            }
        }
        talk.flush();
    }

    /** Starts Spark when it is needed, and stops what was started. */
    private static final class Spark implements AutoCloseable {
        private final CatalogConnection connection;
        private final String master;
        private final Report report;
        private SparkSession session;

        Spark(CatalogConnection connection, String master, Report report) {
            this.connection = connection;
            this.master = master;
            this.report = report;
        }

        SparkSession session() {
            report.starting(master);
            session = LakeSession.start(connection, master);
            return session;
        }

        @Override
        public void close() {
            if (session != null) {
                session.stop();
            }
        }
    }
}
