package org.boathouse.ingestion.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.ingestion.landing.LandingReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionCommandsTest {
    private static final UUID ID = new UUID(0, 1);
    private static final LandingReport.FileReport NEW = new LandingReport.FileReport(
            "a.csv", "in/a.csv", 1_234_567, "a".repeat(64), "flights/raw/airports/aaa.csv", Optional.of(ID));
    private static final LandingReport.FileReport OLD = new LandingReport.FileReport(
            "b.csv", "in/b.csv", 5, "b".repeat(64), "flights/raw/airports/bbb.csv", Optional.empty());

    @TempDir
    Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aLandingIsSummedUpOnStdout() {
        assertEquals(0, land(report(OptionalLong.of(42), NEW, OLD), dir.toString()));
        assertEquals(
                "Landed 1 file (1.2 MB) in flights/airports, ledger snapshot 42; 1 file landed already\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void nothingNewIsSaid() {
        assertEquals(0, land(report(OptionalLong.empty(), OLD), dir.toString()));
        assertEquals("Nothing new in flights/airports: 1 file landed already\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyFolderIsSaid() {
        assertEquals(0, land(report(OptionalLong.empty()), dir.toString()));
        assertEquals("Nothing landed in flights/airports: there are no files\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void jsonReportsEveryFile() throws Exception {
        Path hidden = Files.writeString(dir.resolve(".hidden"), "x");

        assertEquals(0, land(report(OptionalLong.of(42), NEW, OLD), "--json", dir.toString()));

        JsonNode json = new JsonMapper().readTree(out.toByteArray());
        assertEquals("flights.raw.airports", json.path("ledger").asText());
        assertEquals(42, json.path("snapshotId").asLong());
        assertEquals(1, json.path("landedFiles").asLong());
        assertEquals(1_234_567, json.path("landedBytes").asLong());
        assertEquals(1, json.path("alreadyLandedFiles").asLong());
        assertEquals("landed", json.path("files").path(0).path("outcome").asText());
        assertEquals(ID.toString(), json.path("files").path(0).path("landingId").asText());
        assertEquals(
                "already-landed", json.path("files").path(1).path("outcome").asText());
        assertFalse(json.path("files").path(1).has("landingId"));
        assertEquals(hidden.toString(), json.path("skipped").path(0).asText());
        assertEquals("Skipped " + hidden + "\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aFailureIsOneLineOnStderrAndStatusOne() {
        int status = run(failing("the store is full"), "land", "flights/airports", dir.toString());

        assertEquals(1, status);
        assertEquals("boathouse land: the store is full\n", err.toString(StandardCharsets.UTF_8));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aMissingFileIsAFailureThatNamesIt() {
        Path gone = dir.resolve("gone.csv");

        assertEquals(1, run(failing("unreached"), "land", "flights/airports", gone.toString()));
        assertEquals("boathouse land: " + gone + ": no such file or folder\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void wrongUsageIsStatusTwoAndSaysWhatIsWrong() {
        assertEquals(2, run(failing("unreached"), "land", "Flights", dir.toString()));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("'Flights' names no dataset"));

        assertEquals(2, run(failing("unreached"), "land", "flights/airports"));
        assertEquals(2, run(failing("unreached"), "land"));
        assertEquals(2, run(failing("unreached"), "lnd"));
        assertEquals(2, run(failing("unreached")));
    }

    @Test
    void helpIsOnStdout() {
        assertEquals(0, run(failing("unreached"), "land", "--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage: boathouse land"));
    }

    private static LandingReport report(OptionalLong snapshotId, LandingReport.FileReport... files) {
        return new LandingReport(Dataset.parse("flights/airports"), ID, snapshotId, List.of(files));
    }

    private static IngestionCommands.Lake failing(String message) {
        return landing -> {
            throw LakeFailure.unavailable(message, null);
        };
    }

    private int land(LandingReport report, String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "land";
        all[1] = "flights/airports";
        System.arraycopy(args, 0, all, 2, args.length);
        return run(landing -> report, all);
    }

    private int run(IngestionCommands.Lake lake, String... args) {
        PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        return IngestionCommands.commandLine(lake, stdout, stderr).execute(args);
    }
}
