package org.boathouse.service.up;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.PrivateFile;

/** Says where the lake answers, once it does, and waits for its end. Its one argument is the lake's folder. */
public final class ReadyLake implements QuarkusApplication {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final LakeStorage storage;

    @Inject
    ReadyLake(HttpServer server, LakeStorage storage) {
        this.server = server;
        this.storage = storage;
    }

    @Override
    public int run(String... args) throws IOException {
        Path dir = Path.of(args[0]);
        String url = "http://127.0.0.1:" + server.getPort();
        Path addresses = dir.resolve("up.json");
        PrivateFile.write(
                addresses,
                JSON.writeValueAsString(Map.of(
                        "url", url,
                        "objectStore", storage.endpoint().toString(),
                        "pid", ProcessHandle.current().pid())));
        System.err.printf("Boathouse is up at %s (data in %s); Ctrl-C stops it%n", url, dir);
        Quarkus.waitForExit();
        Files.deleteIfExists(addresses);
        return 0;
    }
}
