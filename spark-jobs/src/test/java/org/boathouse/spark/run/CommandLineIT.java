package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.LandedObject;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.spark.Main;
import org.boathouse.spark.submit.JarOfSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a person calls them, each a process of its own, one after the other on one lake. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandLineIT {
    private static final String PRODUCT =
            Path.of("src/test/resources/products/air").toAbsolutePath().toString();
    private static final Dataset MEASURED = Dataset.parse("air/measured");

    @TempDir
    private static Path dir;

    private static ShopLake lake;

    @BeforeAll
    static void start() throws IOException {
        lake = new ShopLake(dir.resolve("lake"));
        try (RESTCatalog catalog = new RESTCatalog()) {
            catalog.initialize(LakeLayout.CATALOG, lake.connection.properties());
            catalog.createNamespace(Namespace.of("air", "raw"));
            catalog.createTable(TableIdentifier.of(Namespace.of("air", "raw"), "measured"), LandingLedger.SCHEMA);
        }
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private record Ended(int exit, String out, String err) {}

    private static Ended boathouse(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@jvm.options",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(args));
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(lake.process.environment());
        int exit = builder.start().waitFor();
        return new Ended(exit, Files.readString(out), Files.readString(err));
    }

    /** As landing does: the object, then its row in the ledger. */
    private static void land(String extension, byte[] content) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        LakeLayout layout = new LakeLayout(lake.connection.storage().bucket());
        String key = layout.key(new LandedObject(MEASURED, new ContentHash(sha256), extension));
        try (OutputStream object = lake.tables
                .load(MEASURED.ledger())
                .io()
                .newOutputFile(layout.uri(key))
                .create()) {
            object.write(content);
        }
        lake.spark.sql("INSERT INTO lake.air.raw.measured VALUES ('%s', '%s', 'a%s', NULL, %d, '%s', NULL, now(), 'b')"
                .formatted(UUID.randomUUID(), key, extension, content.length, sha256));
    }

    @Test
    @Order(1)
    void planTellsWhatWouldBeAndChangesNothing() throws Exception {
        land(".csv", "station,ozone\nBern,40\nBasel,x\n".getBytes(StandardCharsets.UTF_8));

        Ended plan = boathouse("plan", PRODUCT);

        assertEquals(0, plan.exit(), plan.err());
        assertTrue(plan.out().contains("air.bronze.measured  (first run)"), plan.out());
        assertTrue(plan.out().contains("created by apply"), plan.out());
        assertTrue(plan.out().contains("CREATE TABLE lake.air.bronze.measured ("), plan.out());
        assertTrue(lake.tables.find(TableName.parse("air.bronze.measured")).isEmpty());
    }

    @Test
    @Order(2)
    void runAppliesAndRefinesFromLandedFilesToGold() throws Exception {
        Ended run = boathouse("run", PRODUCT, "--json");

        assertEquals(0, run.exit(), run.err());
        assertEquals(2, run.out().lines().count(), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.contains("\"status\":\"published\"")), run.out());
        assertEquals(List.of("[Basel,null]", "[Bern,40]"), lake.rows("air.gold.ozone"));
        assertEquals(List.of(), lake.rows("air.bronze.measured__quarantine"));
    }

    @Test
    @Order(3)
    void runningAgainSaysThatThereIsNothingToDoWithoutStartingSpark() throws Exception {
        Ended again = boathouse("run", PRODUCT);

        assertEquals(0, again.exit(), again.err());
        assertTrue(again.err().contains("nothing to do: 2 tables are up to date"), again.err());
        assertFalse(again.err().contains("starting Spark"), again.err());
        assertEquals("", again.out());
    }

    @Test
    @Order(4)
    void whatCannotBeReadIsQuarantinedAndOnlyNewFilesAreRead() throws Exception {
        land(".csv", "station,ozone\nChur,50\nBern,\"6\n".getBytes(StandardCharsets.UTF_8));
        assertTrue(boathouse("plan", PRODUCT).out().contains("1 new files in air/measured"));

        Ended run = boathouse("run", PRODUCT);

        assertEquals(0, run.exit(), run.err());
        assertTrue(run.err().contains("2 rows in, 1 published, 1 quarantined"), run.err());
        assertEquals(List.of("[Basel,null]", "[Bern,40]", "[Chur,50]"), lake.rows("air.gold.ozone"));
        List<String> quarantined = lake.quarantine("air.bronze.measured");
        assertEquals(1, quarantined.size());
        assertTrue(quarantined.get(0).startsWith("[ArraySeq(readable),ArraySeq("), quarantined.toString());
        assertTrue(quarantined.get(0).contains(".csv,2,{"), quarantined.toString());
    }

    @Test
    @Order(5)
    void aMisspeltKeyIsRefusedWithItsFileAndNothingIsChanged() throws Exception {
        Path product = Files.createDirectory(dir.resolve("misspelt"));
        Files.writeString(
                product.resolve("air.odcs.yaml"),
                Files.readString(Path.of(PRODUCT, "air.odcs.yaml")).replace("landed:", "landded:"));
        Files.copy(Path.of(PRODUCT, "ozone.sql"), product.resolve("ozone.sql"));

        Ended run = boathouse("run", product.toString());

        assertEquals(1, run.exit());
        assertTrue(run.err().contains("air.odcs.yaml: ") && run.err().contains("landded"), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    @Order(6)
    void submittedSqlRunsOnTheLakeAndPrintsWhatItSelects() throws Exception {
        Path sql = Files.writeString(dir.resolve("own.sql"), """
                -- My own table; made from the lake's.
                CREATE NAMESPACE own.silver;
                CREATE TABLE own.silver.t AS SELECT station, 'a;b' AS note FROM air.gold.ozone WHERE highest > 45;
                SELECT * FROM own.silver.t;
                """);

        Ended submitted = boathouse("submit", sql.toString());

        assertEquals(0, submitted.exit(), submitted.err());
        assertTrue(submitted.out().contains("|Chur   |a;b |"), submitted.out());
        assertEquals(List.of("[Chur,a;b]"), lake.rows("own.silver.t"));
    }

    @Test
    @Order(7)
    void aStatementThatFailsIsNamedByFileAndNumber() throws Exception {
        Path sql = Files.writeString(dir.resolve("bad.sql"), "SELECT 1;\nSELECT nix FROM air.gold.ozone;\n");

        Ended submitted = boathouse("submit", sql.toString());

        assertEquals(1, submitted.exit());
        assertTrue(submitted.err().contains("bad.sql: statement 2 line 1: there is no column `nix`"), submitted.err());
    }

    @Test
    @Order(8)
    void aSubmittedJarFindsTheLakeConfigured() throws Exception {
        Path jar = JarOfSource.compile(dir, "own.Job", """
                package own;
                import org.apache.spark.sql.SparkSession;
                public class Job {
                    public static void main(String[] args) {
                        SparkSession spark = SparkSession.builder().getOrCreate();
                        spark.sql("INSERT INTO own.silver.t SELECT station, '" + args[0] + "' FROM air.gold.ozone"
                                + " WHERE highest = 40");
                        spark.stop();
                    }
                }
                """);

        Ended submitted = boathouse("submit", jar.toString(), "from a jar");

        assertEquals(0, submitted.exit(), submitted.err());
        assertEquals(List.of("[Bern,from a jar]", "[Chur,a;b]"), lake.rows("own.silver.t"));
    }

    @Test
    @Order(9)
    void whatADomainsOwnCodeThrowsFailsItsTableAloneAndInWords() throws Exception {
        Path product = Files.createDirectory(dir.resolve("throwing"));
        Files.copy(JarOfSource.compile(dir, "own.Steps", """
                package own;
                import java.util.Map;
                import java.util.function.BiFunction;
                import org.apache.spark.sql.Dataset;
                import org.apache.spark.sql.Row;
                import org.apache.spark.sql.SparkSession;
                public class Steps {
                    public static class Missing implements BiFunction<SparkSession, Map<String, Dataset<Row>>, Dataset<Row>> {
                        public Dataset<Row> apply(SparkSession spark, Map<String, Dataset<Row>> in) {
                            return in.get("air.gold.ozone").select("nix");
                        }
                    }
                    public static class Unlinked implements BiFunction<SparkSession, Map<String, Dataset<Row>>, Dataset<Row>> {
                        public Dataset<Row> apply(SparkSession spark, Map<String, Dataset<Row>> in) {
                            throw new NoClassDefFoundError("org/example/Forgotten");
                        }
                    }
                }
                """), product.resolve("own.jar"));
        Files.writeString(product.resolve("cast.sql"), "SELECT CAST(station AS bigint) AS n FROM air.gold.ozone");
        Files.writeString(product.resolve("well.sql"), "SELECT count(*) AS n FROM air.gold.ozone");
        StringBuilder contract = new StringBuilder("""
                apiVersion: v3.1.0
                kind: DataContract
                id: 0d4a7b0e-9a4e-4f43-8a52-5a9f6f4f0009
                version: 1.0.0
                status: active
                domain: air
                schema:
                """);
        String step = "class: own.Steps$%s, jar: own.jar, upstreams: [air.gold.ozone]";
        contract.append(tableOfN("missing", step.formatted("Missing")));
        contract.append(tableOfN("unlinked", step.formatted("Unlinked")));
        contract.append(tableOfN("miscast", "select: cast.sql"));
        contract.append(tableOfN("well", "select: well.sql"));
        Files.writeString(product.resolve("throwing.odcs.yaml"), contract);

        Ended run = boathouse("run", product.toString());

        assertEquals(1, run.exit());
        String errors = run.err();
        assertTrue(errors.contains("published     air.gold.well"), errors);
        assertTrue(errors.contains("class own.Steps$Missing"), errors);
        assertTrue(errors.contains("there is no column `nix`"), errors);
        assertTrue(errors.contains("class own.Steps$Unlinked failed: "), errors);
        assertTrue(errors.contains("org/example/Forgotten"), errors);
        assertTrue(errors.contains("cast.sql: ") && errors.contains("cannot be cast"), errors);
        assertTrue(errors.contains("3 of 4 tables failed"), errors);
        assertFalse(errors.contains("\tat "), errors);
    }

    @Test
    @Order(10)
    void planTellsWhatAChangedContractMeansAndForWhom() throws Exception {
        Path product = Files.createDirectory(dir.resolve("changed"));
        String contract = Files.readString(Path.of(PRODUCT, "air.odcs.yaml"));
        Files.copy(Path.of(PRODUCT, "ozone.sql"), product.resolve("ozone.sql"));
        Path file = product.resolve("air.odcs.yaml");
        Files.writeString(
                file,
                contract.replace("version: 1.0.0", "version: 1.1.0")
                        + "      - {name: note, logicalType: string, description: what was odd}\n");

        Ended plan = boathouse("plan", product.toString());

        assertEquals(0, plan.exit(), plan.err());
        for (String part : List.of(
                "full            air.gold.ozone  (its definition changed)",
                "ALTER TABLE lake.air.gold.ozone ADD COLUMN note STRING COMMENT 'what was odd' AFTER highest",
                "safe for readers, safe for writers",
                "read by air.gold.well of product",
                "rewrites all of it: ",
                "3 rows")) {
            assertTrue(plan.out().contains(part), () -> part + " is not in: " + plan.out());
        }

        Files.writeString(file, contract.replace("      - {name: highest, logicalType: integer}\n", ""));
        Ended breaking = boathouse("plan", product.toString());

        assertEquals(1, breaking.exit(), breaking.out());
        for (String part : List.of("column-dropped", "Known consumers: ", "air.gold.well", "version: 2.0.0")) {
            assertTrue(breaking.err().contains(part), () -> part + " is not in: " + breaking.err());
        }
    }

    @Test
    @Order(10)
    void planTellsOfTablesThatNoRunMakes() throws Exception {
        Path product = Files.createDirectory(dir.resolve("without-runs"));
        String contract = Files.readString(Path.of(PRODUCT, "air.odcs.yaml"));
        String withoutGold = contract.substring(0, contract.indexOf("  - name: ozone"));
        Files.writeString(
                product.resolve("air.odcs.yaml"), withoutGold.replace("version: 1.0.0", "version: 2.0.0") + """
                  - name: given
                    physicalName: air.gold.given
                    properties:
                      - {name: station, logicalType: string}
                """);

        Ended plan = boathouse("plan", product.toString());

        assertEquals(0, plan.exit(), plan.err());
        for (String part : List.of(
                "no run          air.gold.given  (somebody else's job writes it)",
                "CREATE TABLE lake.air.gold.given (station STRING) USING iceberg",
                "no run          air.gold.ozone  (its contract leaves it out)",
                "evolved by apply: no longer under contract air",
                "left out of the contract: breaking for readers, breaking for writers",
                "read by air.gold.well of product")) {
            assertTrue(plan.out().contains(part), () -> part + " is not in: " + plan.out());
        }
        assertFalse(plan.out().contains("__quarantine"), plan.out());
    }

    @Test
    @Order(11)
    void aRestoredTableIsHeldUntilItIsSaidWhatBecomesOfItsInputs() throws Exception {
        String table = "air.gold.ozone";
        long first = lake.tables.load(TableName.parse(table)).history().get(0).snapshotId();
        List<String> before = List.of("[Basel,null]", "[Bern,40]");
        String held = "held +" + table + " +\\(restored to snapshot " + first + ".*run --resume.*";

        restore(table, first);
        Ended plan = boathouse("plan", PRODUCT);
        assertEquals(0, plan.exit(), plan.err());
        assertTrue(plan.out().lines().anyMatch(line -> line.matches(held)), plan.out());
        Ended left = boathouse("run", PRODUCT);
        assertEquals(0, left.exit(), left.err());
        assertTrue(left.err().lines().anyMatch(line -> line.matches(held)), left.err());
        assertFalse(left.err().contains("starting Spark"), left.err());

        Ended skipped = boathouse("run", PRODUCT, "--skip-to", "now");
        assertEquals(0, skipped.exit(), skipped.err());
        assertTrue(skipped.err().lines().anyMatch(line -> line.matches("skipped +" + table + " .*")), skipped.err());
        assertTrue(skipped.err().contains("nothing to do: 2 tables are up to date"), skipped.err());
        assertEquals(before, lake.rows(table), "without what came since");

        restore(table, first);
        Ended resumed = boathouse("run", PRODUCT, "--resume");
        assertEquals(0, resumed.exit(), resumed.err());
        assertTrue(resumed.err().lines().anyMatch(line -> line.matches("resumed +" + table)), resumed.err());
        assertEquals(List.of("[Basel,null]", "[Bern,40]", "[Chur,50]"), lake.rows(table), "its inputs were read again");
        assertEquals(
                2, boathouse("run", PRODUCT, "--resume", "--skip-to", "now").exit(), "one or the other");
    }

    private static void restore(String table, long to) {
        lake.process.client().post("/restore", Map.of("tables", List.of(table), "to", Long.toString(to)));
    }

    private static String tableOfN(String name, String made) {
        return """
                  - name: %1$s
                    physicalName: air.gold.%1$s
                    customProperties: [{property: refinement, value: {%2$s}}]
                    properties: [{name: n, logicalType: integer}]
                """.formatted(name, made);
    }
}
