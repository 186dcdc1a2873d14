package org.boathouse.service.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code boathouse env}: how other tools reach the lake. The one command that prints secrets, because it is asked for them. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description = "Prints the settings, secrets included, with which other tools reach the lake.")
public final class EnvCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Parameters(
            paramLabel = "TOOL",
            arity = "0..1",
            defaultValue = "shell",
            description = "One of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Tool tool;

    @Option(names = "--json", description = "As one JSON object, setting to value.")
    private boolean json;

    @Option(
            names = "--without-keys",
            description =
                    "Without the keys to the object store: the tool asks the catalog for temporary ones to each table,"
                            + " or to have its requests signed. For spark, flink, trino.")
    private boolean withoutKeys;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        CatalogConnection connection = CatalogConnection.of(new LakeClient(LakeAddress.of(System.getenv())));
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> settings = settings(connection);
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(settings));
        } else {
            tool.lines(settings).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private Map<String, String> settings(CatalogConnection connection) {
        return withoutKeys
                ? tool.settingsWithoutKeys(connection)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "'%s' goes to the object store by itself, which takes keys: leave --without-keys out"
                                        .formatted(tool)))
                : tool.settings(connection);
    }
}
