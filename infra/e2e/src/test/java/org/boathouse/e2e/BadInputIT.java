package org.boathouse.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bad input names its file, key or field and says what to do; and nothing that was there is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: 2f4d5c5e-0000-4000-8000-0000000000%1$s
            name: %2$s
            version: 1.0.0
            status: active
            domain: shop
            schema:
              - name: %2$s
                physicalName: shop.bronze.%2$s
                customProperties:
                  - property: refinement
                    value:
                      landed: shop/%2$s
                      format: {type: %3$s}
                properties:
                  - {name: id, logicalType: integer}
                  - {name: name, logicalType: string}
            """;

    @TempDir
    static Path folder;

    private Lake lake;
    private Path products;

    @BeforeAll
    void aLakeWithOneGoodFile() throws IOException {
        lake = Lake.up(folder);
        products = Files.createDirectory(folder.resolve("products"));
        Files.writeString(products.resolve("lines.odcs.yaml"), CONTRACT.formatted("01", "lines", "csv"));
        Files.writeString(products.resolve("docs.odcs.yaml"), CONTRACT.formatted("02", "docs", "json"));
        lake.ok(
                "land",
                "shop/lines",
                write("good.csv", "name,id\nann,1\nbob,2\n").toString());
        lake.ok(
                "land",
                "shop/docs",
                write("good.json", "[{\"id\":1,\"name\":\"ann\"}]").toString());
    }

    @AfterAll
    void stop() {
        lake.close();
    }

    @Test
    void brokenFilesKeepTheirGoodRecordsAndTheBadOnesAreNamedByFileAndRecord() throws IOException {
        byte[] gzip = gzip("id,name\n" + "7,a name that fills the buffer\n".repeat(50_000));
        lake.ok(
                "land",
                "shop/lines",
                Files.write(folder.resolve("truncated.csv.gz"), Arrays.copyOf(gzip, gzip.length * 9 / 10))
                        .toString(),
                write("ragged.csv", "id,name\n3,carl\n4\n5,eve,extra,fields\n6,fay\n")
                        .toString(),
                Files.write(
                                folder.resolve("latin1.csv"),
                                "id,name\n8,J\u00fcrgen\n9,ida\n".getBytes(StandardCharsets.ISO_8859_1))
                        .toString(),
                Files.write(folder.resolve("empty.csv"), new byte[0]).toString());
        lake.ok("land", "shop/docs", write("page.json", "<html>not JSON</html>").toString());

        Cli.Result run = lake.cli().run("run", products.toString());

        assertEquals(0, run.exit(), run::toString);
        assertEquals(
                List.of("1,ann", "2,bob", "3,carl", "6,fay", "9,ida"),
                lake.rows("SELECT id, name FROM shop.bronze.lines WHERE id <> 7 ORDER BY id"));
        assertEquals(List.of("1,ann"), lake.rows("SELECT id, name FROM shop.bronze.docs"));
        String bad = String.join(
                "\n",
                lake.rows("SELECT l.source_name, q.source_record, q.reasons FROM shop.bronze.lines__quarantine q"
                        + " JOIN shop.raw.lines l ON q.source_file LIKE '%' || l.object_key ORDER BY ALL"));
        assertTrue(bad.contains("ragged.csv,2,"), bad);
        assertTrue(bad.contains("ragged.csv,3,"), bad);
        assertTrue(bad.contains("latin1.csv,1,"), bad);
        assertTrue(bad.lines().anyMatch(row -> row.startsWith("truncated.csv.gz,")), bad);
        long kept = Long.parseLong(
                lake.rows("SELECT count(*) FROM shop.bronze.lines WHERE id = 7").get(0));
        assertTrue(kept > 10_000 && kept < 50_000, "kept " + kept + " records before the break");
        assertTrue(bad.contains("truncated.csv.gz," + (kept + 1) + ","), bad);
        assertEquals(
                List.of("page.json,1"),
                lake.rows("SELECT l.source_name, q.source_record FROM shop.bronze.docs__quarantine q"
                        + " JOIN shop.raw.docs l ON q.source_file LIKE '%' || l.object_key"));
    }

    @Test
    void aMisspeltKeyInAContractIsNamedWithItsFileAndPath() throws IOException {
        Path bad = Files.createDirectory(folder.resolve("misspelt"));
        Files.writeString(
                bad.resolve("misspelt.odcs.yaml"),
                CONTRACT.formatted("03", "misspelt", "csv").replace("logicalType: integer", "logicalTyp: integer"));

        Cli.Result apply = lake.cli().run("apply", bad.toString());

        assertRefused(apply, "misspelt.odcs.yaml", "schema[0].properties[0]", "logicalTyp", "logicalType");
        assertRefused(lake.cli().run("sql", "SELECT * FROM shop.bronze.misspelt"), "shop.bronze.misspelt");
    }

    @Test
    void aSelectThatNamesAMissingColumnIsNamedWithItsFile() throws IOException {
        Path bad = Files.createDirectory(folder.resolve("column"));
        Files.writeString(bad.resolve("lines.odcs.yaml"), CONTRACT.formatted("01", "lines", "csv"));
        Files.writeString(
                bad.resolve("names.odcs.yaml"),
                CONTRACT.formatted("04", "names", "csv")
                        .replace("shop.bronze.names", "shop.silver.names")
                        .replace("landed: shop/names", "select: names.sql")
                        .replace("format: {type: csv}", "mode: replace"));
        Files.writeString(bad.resolve("names.sql"), "SELECT id, nam AS name FROM shop.bronze.lines\n");

        Cli.Result run = lake.cli().run("run", bad.toString());

        assertRefused(run, "names.sql", "nam", "name");
        assertEquals(List.of("0"), lake.rows("SELECT count(*) FROM shop.silver.names"));
    }

    @Test
    void aFileThatIsNotThereIsNamedAndNothingOfItsBatchLands() throws IOException {
        Path there = write("there.csv", "id,name\n1,x\n");

        Cli.Result land = lake.cli()
                .run(
                        "land",
                        "shop/other",
                        there.toString(),
                        folder.resolve("gone.csv").toString());

        assertTrue(land.exit() != 0 && land.err().contains("gone.csv"), land::toString);
        assertRefused(lake.cli().run("sql", "SELECT * FROM shop.raw.other"), "shop.raw.other");
    }

    @Test
    void aWrongTokenIsRefusedAndSaysWhereTheRightOneIs() throws IOException {
        Cli cli = new Cli(folder, Map.of("BOATHOUSE_URL", lake.url().toString(), "BOATHOUSE_TOKEN", "wrong"));

        assertRefused(cli.run("tables"), "BOATHOUSE_TOKEN");
    }

    @Test
    void noLakeAtTheUrlIsSaidWithHowToStartOne() {
        Cli cli = new Cli(folder, Map.of("BOATHOUSE_URL", "http://127.0.0.1:1", "BOATHOUSE_TOKEN", "any"));

        assertRefused(cli.run("tables"), "127.0.0.1:1", "boathouse up");
        assertRefused(cli.run("land", "shop/lines", folder.resolve("good.csv").toString()), "boathouse up");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        int port = Lake.freePort();
        try (ServerSocket taken = new ServerSocket(port)) {
            Cli.Result up = new Cli(folder, Map.of())
                    .run(
                            "up",
                            "--data",
                            folder.resolve("second").toString(),
                            "--port",
                            Integer.toString(taken.getLocalPort()));

            assertRefused(up, Integer.toString(port), "--port");
        }
    }

    @Test
    void aSecondLakeOnTheSameFolderIsRefused() {
        Cli.Result up = new Cli(folder, Map.of())
                .run("up", "--data", lake.data().toString(), "--port", Integer.toString(Lake.freePort()));

        assertRefused(up, lake.data().toString());
    }

    private static void assertRefused(Cli.Result result, String... named) {
        assertEquals(1, result.exit(), result::toString);
        for (String name : named) {
            assertTrue(result.err().contains(name), () -> "expected '" + name + "' in\n" + result);
        }
        assertTrue(!result.err().contains("\tat "), () -> "a stack trace is no message\n" + result);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
