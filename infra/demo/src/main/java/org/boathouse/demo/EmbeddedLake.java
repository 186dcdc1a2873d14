package org.boathouse.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code boathouse up} of the demo's own: on a free port, stopped when closed. */
final class EmbeddedLake implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    private final Process process;
    private final Path data;
    private final URI url;

    private EmbeddedLake(Process process, Path data, URI url) {
        this.process = process;
        this.data = data;
        this.url = url;
    }

    /** Starts a lake and waits until it answers. */
    static EmbeddedLake up(Path launcher, Path data, int port) throws IOException, InterruptedException {
        Files.createDirectories(data);
        Path log = data.resolve("up.log");
        Process process = new ProcessBuilder(
                        launcher.toString(), "up", "--data", data.toString(), "--port", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        EmbeddedLake lake = new EmbeddedLake(process, data, URI.create("http://127.0.0.1:" + port));
        try {
            lake.awaitHealth(log);
        } catch (RuntimeException | InterruptedException e) {
            lake.close();
            throw e;
        }
        return lake;
    }

    /** A port that is free now, as are the two after it. */
    static int freePort() {
        for (int port = 18181; port < 28181; port += 10) {
            if (isFree(port) && isFree(port + 1) && isFree(port + 2)) {
                return port;
            }
        }
        throw new DemoFailed("No three free ports in a row between 18181 and 28181");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    URI url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    /** What commands need in their environment to talk to this lake. */
    Map<String, String> environment() throws IOException {
        return Map.of(
                "BOATHOUSE_URL",
                url.toString(),
                "BOATHOUSE_TOKEN",
                Files.readString(data.resolve("token")).strip(),
                // Everything was built before the demo began.
                "BOATHOUSE_BUILD",
                "never",
                // So little data is refined before the optimising compiler has paid for itself: half the processor
                // time.
                "BOATHOUSE_JVM_OPTIONS",
                "-XX:TieredStopAtLevel=1");
    }

    private void awaitHealth(Path log) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(url.resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Instant deadline = Instant.now().plus(START_MAX);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            try {
                if (http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (ConnectException e) {
                // Not listening yet.
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new DemoFailed("The embedded lake did not start:\n" + Files.readString(log));
    }

    /** Stops the lake and waits until it is gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
