package org.boathouse.service.up;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.boathouse.contract.lake.LakeAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code boathouse up}: a whole lake in one folder, in the foreground, until Ctrl-C or SIGTERM. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs a lake in one folder, in the foreground; the same folder brings everything back.")
public final class UpCommand implements Callable<Integer> {
    private static final String DEFAULT_PORT = "8181";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = LakeAddress.DEFAULT_DIR,
            description = "Where the lake keeps everything (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = DEFAULT_PORT,
            description =
                    "Catalog, SQL and pages; the object store takes the next one. 0: any free ones (default: ${DEFAULT-VALUE}).")
    private int port;

    @Override
    public Integer call() {
        EmbeddedLake lake = new EmbeddedLake(data, LakePorts.from(port));
        Runtime.getRuntime().addShutdownHook(new Thread(lake::stop, "lake-stop"));
        lake.start().forEach(System::setProperty);
        return Service.run(ReadyLake.class, data.toAbsolutePath().normalize().toString());
    }
}
