package org.boathouse.service.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.ServiceCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {
    @TempDir
    Path temp;

    private Path dir;
    private LakeProcess lake;

    @BeforeEach
    void start() {
        dir = temp.resolve("lake");
        lake = LakeProcess.up(dir);
    }

    @AfterEach
    void stop() {
        lake.close();
    }

    @Test
    void sigtermLeavesNoProcessAndTheSameFolderBringsEverythingBack() throws Exception {
        LakeStorage storage = lake.storage();
        createNamespace("kept");
        ProcessHandle database = database();

        lake.stop();

        assertGone(database);
        assertFalse(Files.exists(dir.resolve("postgres/postmaster.pid")));
        assertFalse(Files.exists(dir.resolve("up.json")));
        lake.start();
        assertEquals(storage, lake.storage());
        assertEquals(200, get("/iceberg/v1/namespaces/kept"));
    }

    @Test
    void afterKill9TheNextStartTakesTheFolderOver() throws Exception {
        createNamespace("kept");
        ProcessHandle orphan = database();
        lake.kill9();
        assertTrue(orphan.isAlive(), "the database was expected to be left running");
        Path cutOff =
                Files.createDirectories(dir.resolve("objects/lake/flights/raw")).resolve("a.csv-" + UUID.randomUUID());
        Files.writeString(cutOff, "half an upl");

        lake.start();

        assertGone(orphan);
        assertNotEquals(orphan.pid(), database().pid());
        assertFalse(Files.exists(cutOff));
        assertEquals(200, get("/iceberg/v1/namespaces/kept"));
    }

    @Test
    void aSecondLakeOnTheSameFolderIsRefused() {
        ServiceCommand.Result second = up(dir, 0);

        assertEquals(1, second.exit());
        assertEquals(1, second.err().lines().count(), second.err());
        assertTrue(second.err().contains(dir.toString()), second.err());
        assertTrue(second.err().contains(" " + lake.process().pid()), second.err());
        assertTrue(lake.process().isAlive());
    }

    @Test
    void aPortInUseIsNamedAndNothingIsLeftRunning() throws IOException {
        Path other = temp.resolve("other");
        try (ServerSocket taken = takenBesideAFreePort()) {
            int port = taken.getLocalPort();
            for (int asked : List.of(port, port - 1)) {
                ServiceCommand.Result refused = up(other, asked);

                assertEquals(1, refused.exit());
                assertEquals(1, refused.err().lines().count(), refused.err());
                assertTrue(refused.err().contains("Port " + port), refused.err());
                assertTrue(refused.err().contains("--port"), refused.err());
            }
        }
        assertFalse(Files.exists(other.resolve("postgres/postmaster.pid")));
    }

    /** Below the ports that the kernel hands out by itself: no passing connection can take the free one meanwhile. */
    private static ServerSocket takenBesideAFreePort() throws IOException {
        for (int port = 21001; port < 32000; port += 10) {
            try (ServerSocket before = new ServerSocket(port - 1, 1, InetAddress.getLoopbackAddress())) {
                return new ServerSocket(before.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                // One of the two is in use: the next ones.
            }
        }
        throw new AssertionError("no two free ports side by side");
    }

    @Test
    void secretsAreTheOwnersAloneAndAreNeverSaid() throws IOException {
        get("/api/v1/storage");
        get("/iceberg/v1/config");
        get("/iceberg/v1/no/such/path");
        lake.stop();

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)));
        for (String file : List.of("token", "credentials")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(file))));
        }
        String said = lake.output() + Files.readString(dir.resolve("postgres.log"));
        assertTrue(said.contains(lake.url().toString()), said);
        assertFalse(said.contains(lake.token()), said);
        for (String line : Files.readAllLines(dir.resolve("credentials"))) {
            String secret = line.substring(line.indexOf('=') + 1);
            assertFalse(said.contains(secret), line);
        }
    }

    @Test
    void envPrintsWhatOtherToolsNeed() {
        ServiceCommand.Result spark = ServiceCommand.run(lake.environment(), "env", "spark");
        assertEquals(0, spark.exit(), spark.err());
        assertTrue(spark.out().contains("--conf spark.sql.catalog.lake.uri=" + lake.url() + "/iceberg\n"), spark.out());
        ServiceCommand.Result refused =
                ServiceCommand.run(Map.of("BOATHOUSE_URL", lake.url().toString(), "BOATHOUSE_TOKEN", "guessed"), "env");
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("BOATHOUSE_TOKEN"), refused.err());
        assertFalse(refused.err().contains("guessed"), refused.err());
    }

    private static ServiceCommand.Result up(Path folder, int port) {
        return ServiceCommand.run(Map.of(), "up", "--data", folder.toString(), "--port", Integer.toString(port));
    }

    /** A process that has ended stays listed until its parent has looked. */
    private static void assertGone(ProcessHandle process) throws Exception {
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    private ProcessHandle database() throws IOException {
        String pid = Files.readAllLines(dir.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private void createNamespace(String name) {
        HttpRequest request = request("/iceberg/v1/namespaces")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"namespace\":[\"%s\"],\"properties\":{}}".formatted(name)))
                .build();
        assertEquals(200, status(request));
    }

    private int get(String path) {
        return status(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return lake.request(path);
    }

    private static int status(HttpRequest request) {
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
