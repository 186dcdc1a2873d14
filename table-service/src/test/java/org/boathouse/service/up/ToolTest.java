package org.boathouse.service.up;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeStorage;
import org.junit.jupiter.api.Test;

class ToolTest {
    private final CatalogConnection connection = new CatalogConnection(
            new LakeAddress(URI.create("http://127.0.0.1:8181"), "it's a $TOKEN"),
            new LakeStorage(URI.create("http://127.0.0.1:8182"), "us-east-1", "lake", "key", "se'cret", true));

    @Test
    void aShellReadsBackExactlyWhatWasPrinted() throws IOException, InterruptedException {
        String script = String.join("\n", Tool.shell.lines(connection).toList())
                + "\nprintf '%s|%s' \"$BOATHOUSE_TOKEN\" \"$AWS_SECRET_ACCESS_KEY\"";
        Process shell = new ProcessBuilder("sh", "-c", script).start();
        String read = new String(shell.getInputStream().readAllBytes());
        shell.waitFor(10, TimeUnit.SECONDS);
        assertEquals("it's a $TOKEN|se'cret", read);
    }

    @Test
    void flinkGetsOneStatementWithItsTextsQuoted() {
        List<String> lines = Tool.flink.lines(connection).toList();
        assertEquals("CREATE CATALOG lake WITH (", lines.get(0));
        assertEquals(");", lines.get(2));
        assertEquals(
                1,
                lines.get(1)
                        .lines()
                        .filter("  's3.secret-access-key' = 'se''cret',"::equals)
                        .count());
    }

    @Test
    void minioGetsTheAliasLake() {
        assertEquals(
                List.of("export MC_HOST_lake='http://key:se'\\''cret@127.0.0.1:8182'"),
                Tool.minio.lines(connection).toList());
    }
}
