package org.boathouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.PostgresAddress;

/** One {@code boathouse serve} process over given stores, which can be killed and started again at its address. */
public final class Replica implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(120);
    private static final Duration STOP_MAX = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int TOKEN_BYTES = 32;

    private final ProcessBuilder command;
    private final Path log;
    private final LakeAddress address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private Process process;

    private Replica(ProcessBuilder command, Path log, LakeAddress address) {
        this.command = command;
        this.log = log;
        this.address = address;
    }

    /**
     * Not started yet.
     *
     * @param home the folder of the launcher, where the built service is found
     * @param log where the service's own messages go
     * @param settings of the service, by the names of their environment variables
     */
    public static Replica of(
            Path home,
            PostgresAddress postgres,
            LakeStorage storage,
            Path log,
            List<String> jvmOptions,
            Map<String, String> settings) {
        Path jar = home.resolve("table-service/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw LakeFailure.invalid("%s is missing: build it first, mvn -pl table-service -am package", jar);
        }
        int port = Ports.free();
        String token = newToken();
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvmOptions);
        line.addAll(List.of("-jar", jar.toString(), "serve"));
        ProcessBuilder command = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        command.environment().keySet().removeIf(name -> name.startsWith("BOATHOUSE_") || name.startsWith("QUARKUS_"));
        command.environment()
                .putAll(Map.ofEntries(
                        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                        Map.entry("QUARKUS_DATASOURCE_JDBC_URL", postgres.url()),
                        Map.entry("QUARKUS_DATASOURCE_USERNAME", postgres.user()),
                        Map.entry("QUARKUS_DATASOURCE_PASSWORD", postgres.password()),
                        Map.entry("BOATHOUSE_TOKEN", token),
                        Map.entry(
                                "BOATHOUSE_STORAGE_ENDPOINT", storage.endpoint().toString()),
                        Map.entry("BOATHOUSE_STORAGE_REGION", storage.region()),
                        Map.entry("BOATHOUSE_STORAGE_BUCKET", storage.bucket()),
                        Map.entry("BOATHOUSE_STORAGE_ACCESS_KEY_ID", storage.accessKeyId()),
                        Map.entry("BOATHOUSE_STORAGE_SECRET_ACCESS_KEY", storage.secretAccessKey())));
        command.environment().putAll(settings);
        return new Replica(command, log, new LakeAddress(URI.create("http://127.0.0.1:" + port), token));
    }

    /** Starts it, or starts it again, and waits until it is healthy. */
    public void start() {
        try {
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Instant deadline = Instant.now().plus(START_MAX);
        while (!isHealthy()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                process.destroyForcibly();
                throw LakeFailure.unavailable("The service did not become healthy: see " + log, null);
            }
            pause();
        }
    }

    public LakeAddress address() {
        return address;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill9() {
        process.destroyForcibly();
        await();
    }

    /** Ends it by SIGTERM, so that requests under way are answered first. */
    public void stop() {
        process.destroy();
        await();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    private void await() {
        try {
            if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean isHealthy() {
        HttpRequest request = HttpRequest.newBuilder(address.url().resolve("/q/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not up yet.
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    private static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
