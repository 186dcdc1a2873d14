package org.boathouse.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout of empty modules, with a Java and a Maven that only say how they were called. */
class LauncherTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path temp;

    private Path home;
    private Path bin;

    @BeforeEach
    void checkout() throws IOException {
        home = Files.createDirectory(temp.resolve("a checkout"));
        bin = Files.createDirectory(temp.resolve("bin"));
        Files.copy(Checkout.root().resolve("boathouse"), home.resolve("boathouse"));
        executable(home.resolve("boathouse"), Files.readString(home.resolve("boathouse")));
        Files.createDirectory(home.resolve("target"));
        for (String module :
                List.of("lake-contract", "infra/embedded", "infra/demo", "table-service", "ingestion", "spark-jobs")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.createFile(home.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(home.resolve("infra/pom.xml"));
        Files.createFile(home.resolve("pom.xml"));
        java("17");
        executable(bin.resolve("mvn"), """
                echo "mvn $*" >&2
                mkdir -p table-service/target/quarkus-app ingestion/target spark-jobs/target infra/demo/target
                touch table-service/target/quarkus-app/quarkus-run.jar
                for module in ingestion spark-jobs infra/demo; do echo libs > $module/target/classpath; done
                """);
    }

    @Test
    void eachCommandGoesToItsModule() throws Exception {
        build();
        for (String command : List.of("up", "serve", "env", "sql", "tables", "history")) {
            String said = run(command, "an argument").out;
            assertTrue(said.endsWith("-jar|%s|%s|an argument|\n".formatted(serviceJar(), command)), said);
        }
        assertRuns("ingestion", "org.boathouse.ingestion.Main|land|an argument", run("land", "an argument"));
        for (String command : List.of("apply", "plan", "run", "submit")) {
            Result result = run(command, "an argument");
            assertRuns("spark-jobs", "org.boathouse.spark.Main|" + command + "|an argument", result);
            assertTrue(result.out.startsWith("@%s/spark-jobs/jvm.options|".formatted(home.toRealPath())), result.out);
        }
        assertRuns(
                "infra/demo",
                "org.boathouse.demo.Main|--home|%s|an argument".formatted(home.toRealPath()),
                run("demo", "an argument"));
    }

    @Test
    void whatIsMissingIsBuiltOnceAndSaidOnStderr() throws Exception {
        Result first = run("land");
        assertTrue(first.err.contains("building ingestion"), first.err);
        assertTrue(first.err.contains("-pl ingestion -am package"), first.err);
        assertTrue(!first.out.contains("mvn"), first.out);
        assertEquals("", run("land").err);
    }

    @Test
    void theDemoBuildsAllItsModulesAtOnce() throws Exception {
        String said = run("demo").err;
        assertTrue(said.contains("-pl table-service,ingestion,spark-jobs,infra/demo -am package"), said);
        assertEquals(1, said.lines().filter(line -> line.startsWith("mvn")).count(), said);
    }

    @Test
    void whatIsOlderThanItsSourcesIsBuiltAgain() throws Exception {
        build();
        age(serviceJar());
        assertTrue(run("up").err.contains("building table-service"));
        age(home.resolve("ingestion/target/classpath"));
        assertTrue(run("land").err.contains("building ingestion"));
    }

    @Test
    void aFailedBuildEndsTheCommand() throws Exception {
        executable(bin.resolve("mvn"), "exit 1");
        Result failed = run("up");
        assertEquals(1, failed.exit);
        assertEquals("", failed.out);
        assertTrue(failed.err.contains("the build failed"), failed.err);
    }

    @Test
    void anOldJavaIsRefusedByName() throws Exception {
        for (String version : List.of("1.8", "11", "16")) {
            java(version);
            Result refused = run("up");
            assertEquals(1, refused.exit);
            assertTrue(refused.err.contains("Java " + version + ": Boathouse needs JDK 17"), refused.err);
        }
        java("25");
        assertEquals(0, run("up").exit);
    }

    @Test
    void wrongUsageExitsWith2() throws Exception {
        Result unknown = run("refine");
        assertEquals(2, unknown.exit);
        assertTrue(unknown.err.contains("'refine'"), unknown.err);
        assertEquals(2, run().exit);
        Result help = run("--help");
        assertEquals(0, help.exit);
        assertTrue(help.out.contains("\n  land "), help.out);
    }

    @Test
    void aLinkInAnotherFolderFindsTheCheckout() throws Exception {
        build();
        Path links = Files.createDirectory(temp.resolve("links"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("../a checkout/boathouse"));
        Files.createSymbolicLink(links.resolve("second"), links.resolve("first"));
        Result result = run(links.resolve("second"), "env");
        assertTrue(result.out.contains(serviceJar().toString()), result.toString());
    }

    private Path serviceJar() throws IOException {
        return home.toRealPath().resolve("table-service/target/quarkus-app/quarkus-run.jar");
    }

    private void build() throws Exception {
        assertEquals(0, run("demo").exit);
    }

    private void assertRuns(String module, String call, Result result) throws IOException {
        String expected =
                "-cp|%s/target/classes:libs|%s|\n".formatted(home.toRealPath().resolve(module), call);
        assertTrue(result.out.endsWith(expected), result.toString());
    }

    private static void age(Path product) throws IOException {
        Files.setLastModifiedTime(product, FileTime.from(LONG_AGO));
    }

    private void java(String version) throws IOException {
        executable(bin.resolve("java"), """
                case $1 in
                    -XshowSettings*) echo "    java.specification.version = %s" >&2 ;;
                    *) printf '%%s|' "$@"; echo ;;
                esac
                """.formatted(version));
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script.startsWith("#!") ? script : "#!/usr/bin/env bash\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Result(int exit, String out, String err) {}

    private Result run(String... args) throws Exception {
        return run(home.resolve("boathouse"), args);
    }

    private Result run(Path launcher, String... args) throws Exception {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(args));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_HOME", "BOATHOUSE_BUILD"));
        environment.merge("PATH", bin.toString(), (path, ours) -> ours + ":" + path);
        Process process = builder.directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the launcher did not end");
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
