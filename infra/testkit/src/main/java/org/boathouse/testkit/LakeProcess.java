package org.boathouse.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.EmbeddedStores;
import org.boathouse.embedded.PostgresAddress;

/**
 * The built service as a child process, so that tests can end it in any way: {@link #kill9}, {@link #stop}, then {@link
 * #start} again at the same address. It is ended with this JVM.
 */
public final class LakeProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int OUTPUT_CHARS_SHOWN_MAX = 4_000;

    private final List<String> command;
    private final Map<String, String> settings;
    private final Path output;
    private final URI url;
    /** Where its own stores lie, to be cleaned up after a kill; null where it runs on others' stores. */
    private final Path dir;

    private final String fixedToken;
    private final Thread atExit = new Thread(this::close, "lake-process-end");
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private Process process;

    private LakeProcess(
            List<String> command, Map<String, String> settings, Path output, int port, Path dir, String token) {
        this.command = command;
        this.settings = settings;
        this.output = output;
        this.url = URI.create("http://127.0.0.1:" + port);
        this.dir = dir;
        this.fixedToken = token;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** {@code boathouse up} over this folder, which is made where missing; waits until it is healthy. */
    public static LakeProcess up(Path dir) {
        return up(dir, Map.of());
    }

    /** @param more environment variables that are set beside */
    public static LakeProcess up(Path dir, Map<String, String> more) {
        int port = PortPair.free();
        Path absolute = dir.toAbsolutePath();
        LakeProcess lake = new LakeProcess(
                List.of("up", "--data", absolute.toString(), "--port", Integer.toString(port)),
                more,
                absolute.resolveSibling(absolute.getFileName() + ".log"),
                port,
                absolute,
                null);
        lake.start();
        return lake;
    }

    /** {@code boathouse serve} over these stores; waits until it is healthy. */
    public static LakeProcess serve(TestStores stores) {
        return serve(stores, Map.of());
    }

    /** @param more environment variables that are set beside those that name the stores, or instead of them */
    public static LakeProcess serve(TestStores stores, Map<String, String> more) {
        int port = PortPair.free();
        String token = newToken();
        PostgresAddress postgres = stores.postgres();
        LakeStorage storage = stores.objectStore();
        Map<String, String> settings = new HashMap<>(Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "QUARKUS_DATASOURCE_JDBC_URL", postgres.url(),
                "QUARKUS_DATASOURCE_USERNAME", postgres.user(),
                "QUARKUS_DATASOURCE_PASSWORD", postgres.password(),
                "BOATHOUSE_TOKEN", token,
                "BOATHOUSE_STORAGE_ENDPOINT", storage.endpoint().toString(),
                "BOATHOUSE_STORAGE_REGION", storage.region(),
                "BOATHOUSE_STORAGE_BUCKET", storage.bucket(),
                "BOATHOUSE_STORAGE_ACCESS_KEY_ID", storage.accessKeyId(),
                "BOATHOUSE_STORAGE_SECRET_ACCESS_KEY", storage.secretAccessKey()));
        settings.putAll(more);
        try {
            Path output = Files.createTempFile("boathouse-serve", ".log");
            LakeProcess lake = new LakeProcess(List.of("serve"), settings, output, port, null, token);
            lake.start();
            return lake;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, or starts it again, at the address it had; waits until it is healthy. */
    public void start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("It runs already, as process " + process.pid());
        }
        ProcessBuilder builder = ServiceCommand.builder(settings, command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        awaitHealth();
    }

    public URI url() {
        return url;
    }

    public LakeAddress address() {
        return new LakeAddress(url, token());
    }

    public LakeClient client() {
        return new LakeClient(address());
    }

    /** Its object store, as the service itself tells it. */
    public LakeStorage storage() {
        return client().storage();
    }

    /** What a command line needs to find this lake: {@code BOATHOUSE_URL} and {@code BOATHOUSE_TOKEN}. */
    public Map<String, String> environment() {
        return Map.of("BOATHOUSE_URL", url.toString(), "BOATHOUSE_TOKEN", token());
    }

    public String token() {
        try {
            return fixedToken != null
                    ? fixedToken
                    : Files.readString(dir.resolve(LakeAddress.TOKEN_FILE)).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request as its owner makes it. */
    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(url() + pathAndQuery)).header("Authorization", "Bearer " + token());
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** What it wrote to stdout and stderr, over all its starts. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as {@code kill -9} does: nothing of it runs on but its database, which it leaves behind. */
    public void kill9() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends it by SIGTERM and returns its exit status. */
    public int stop() {
        process.destroy();
        return awaitExit();
    }

    /** Stops it where it runs, and what a kill left running. */
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
        if (dir != null && Files.isDirectory(dir)) {
            EmbeddedStores.stopOrphans(dir);
        }
        if (Thread.currentThread() != atExit) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // The JVM is ending, and runs the hook: closing twice is harmless.
            }
        }
    }

    private int awaitExit() {
        try {
            if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failure("did not stop within " + STOP_MAX);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitHealth() {
        Instant deadline = Instant.now().plus(START_MAX);
        while (!healthy()) {
            if (!process.isAlive()) {
                throw failure("ended with status " + process.exitValue());
            }
            if (Instant.now().isAfter(deadline)) {
                process.destroyForcibly();
                throw failure("was not healthy within " + START_MAX);
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean healthy() {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/q/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not up yet.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private IllegalStateException failure(String what) {
        String said = output();
        return new IllegalStateException("The lake at %s %s. It said:%n%s"
                .formatted(url, what, said.substring(Math.max(0, said.length() - OUTPUT_CHARS_SHOWN_MAX))));
    }

    private static String newToken() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
