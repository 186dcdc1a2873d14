package org.boathouse.service.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        String script = String.join(
                        "\n", Tool.shell.lines(Tool.shell.settings(connection)).toList())
                + "\nprintf '%s|%s' \"$BOATHOUSE_TOKEN\" \"$AWS_SECRET_ACCESS_KEY\"";
        Process shell = new ProcessBuilder("sh", "-c", script).start();
        String read = new String(shell.getInputStream().readAllBytes());
        shell.waitFor(10, TimeUnit.SECONDS);
        assertEquals("it's a $TOKEN|se'cret", read);
    }

    @Test
    void flinkGetsOneStatementWithItsTextsQuoted() {
        List<String> lines = Tool.flink.lines(Tool.flink.settings(connection)).toList();
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
                Tool.minio.lines(Tool.minio.settings(connection)).toList());
    }

    @Test
    void enginesCanDoWithoutKeysAndAskTheCatalogInstead() {
        for (Tool engine : List.of(Tool.spark, Tool.flink, Tool.trino)) {
            Map<String, String> with = engine.settings(connection);
            Map<String, String> without = engine.settingsWithoutKeys(connection).orElseThrow();
            assertTrue(with.containsValue("se'cret") && with.containsValue("key"), engine.name());
            assertFalse(without.containsValue("se'cret") || without.containsValue("key"), engine.name());
            assertTrue(without.containsValue("http://127.0.0.1:8182"), engine.name());
        }
        assertEquals(
                "vended-credentials,remote-signing",
                Tool.spark
                        .settingsWithoutKeys(connection)
                        .orElseThrow()
                        .get("spark.sql.catalog.lake.header.X-Iceberg-Access-Delegation"));
        assertEquals(
                "true",
                Tool.trino
                        .settingsWithoutKeys(connection)
                        .orElseThrow()
                        .get("iceberg.rest-catalog.vended-credentials-enabled"));
        for (Tool byItself : List.of(Tool.shell, Tool.aws, Tool.minio)) {
            assertEquals(Optional.empty(), byItself.settingsWithoutKeys(connection));
        }
    }
}
