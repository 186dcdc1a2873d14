package org.boathouse.spark.submit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.spark.run.LakeSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code boathouse submit}. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = {
            "Runs your own Spark job with the lake configured: catalog 'lake' is the default catalog.",
            "A .sql file is run statement by statement, results of queries go to stdout; a .jar is run by its main class,"
                    + " where SparkSession.builder().getOrCreate() has all settings."
        })
public final class SubmitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "APP", index = "0", description = "A .jar or a .sql file.")
    private Path app;

    @Parameters(
            paramLabel = "ARGS",
            index = "1..*",
            description = "All that follows APP: handed to the jar's main class.")
    private List<String> args = List.of();

    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = LakeSession.LOCAL,
            description = "Where Spark runs (default: ${DEFAULT-VALUE}).")
    private String master;

    @Option(names = "--class", paramLabel = "NAME", description = "The main class; default: the jar's Main-Class.")
    private String mainClass;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!Files.isRegularFile(app)) {
            throw LakeFailure.notFound("%s is not there: expected a .jar or a .sql file", app);
        }
        CatalogConnection connection = CatalogConnection.of(new LakeClient(LakeAddress.of(System.getenv())));
        Map<String, String> settings = new TreeMap<>(LakeSession.settings(connection, master));
        settings.put("spark.sql.defaultCatalog", LakeLayout.CATALOG);
        String name = app.getFileName().toString();
        if (name.endsWith(".sql")) {
            new SqlJob(settings, master).run(app, spec.commandLine().getOut());
        } else if (name.endsWith(".jar")) {
            new JarJob(settings, master).run(app, mainClass, args);
        } else {
            throw LakeFailure.invalid("%s is neither a .jar nor a .sql file", app);
        }
        return 0;
    }
}
