package org.boathouse.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A lake that {@code boathouse up} keeps in a folder, on free ports; it can be killed and brought back. */
final class Lake implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(120);

    private final Path data;
    private final Path work;
    private final int port;
    private Cli.Running up;

    private Lake(Path data, Path work, int port) {
        this.data = data;
        this.work = work;
        this.port = port;
    }

    /** @param folder holds the lake's data, and is the working folder of its commands */
    static Lake up(Path folder) throws IOException {
        return up(folder.resolve("lake"), folder);
    }

    static Lake up(Path data, Path work) throws IOException {
        Lake lake = new Lake(data, work, freePort());
        lake.start();
        return lake;
    }

    /** A port that is free, as are its two neighbours, below the range that the kernel hands out by itself. */
    static int freePort() {
        for (int port = 20011; port < 32000; port += 10) {
            if (isFree(port) && isFree(port + 1) && isFree(port + 2)) {
                return port;
            }
        }
        throw new AssertionError("no free port");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    void start() throws IOException {
        up = new Cli(work, Map.of()).start("up", "--data", data.toString(), "--port", Integer.toString(port));
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(url().resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Instant deadline = Instant.now().plus(START_MAX);
        while (up.process().isAlive() && Instant.now().isBefore(deadline)) {
            try {
                if (http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } catch (IOException e) {
                // Not listening yet; the deadline bounds this.
            }
        }
        throw new AssertionError("the lake did not come up: " + Files.readString(up.err()));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    /** What the lake has said so far. */
    String said() throws IOException {
        return Files.readString(up.out()) + Files.readString(up.err());
    }

    String token() throws IOException {
        return Files.readString(data.resolve("token")).strip();
    }

    /** The command line, talking to this lake. */
    Cli cli() throws IOException {
        return new Cli(work, Map.of("BOATHOUSE_URL", url().toString(), "BOATHOUSE_TOKEN", token()));
    }

    /** Runs a command that must succeed, and returns its standard output. */
    String ok(String... args) throws IOException {
        Cli.Result result = cli().run(args);
        assertEquals(0, result.exit(), () -> List.of(args) + "\n" + result);
        return result.out();
    }

    /** The rows of a query as CSV lines, without the header. */
    List<String> rows(String sql) throws IOException {
        return ok("sql", sql, "--format", "csv").lines().skip(1).toList();
    }

    void kill9() throws InterruptedException {
        up.process().destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits until the lake is gone. */
    int stop() throws InterruptedException {
        up.process().destroy();
        if (!up.process().waitFor(60, TimeUnit.SECONDS)) {
            kill9();
            throw new AssertionError("the lake did not stop within 60 s of SIGTERM");
        }
        return up.process().exitValue();
    }

    @Override
    public void close() {
        if (up.process().isAlive()) {
            try {
                stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
