package org.boathouse.bench.catalog;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/**
 * The upper limit of loads: the HTTP server that is under the service (Vert.x, with as many event loops as Quarkus gives it),
 * which checks the bearer token and answers bytes from memory, on the event loop as the service does. There is no JAX-RS, no
 * routing, no metrics and no database in it, so nothing that serves the same bytes over this server can be faster.
 */
public final class BareServer {
    private static final int ARGUMENTS_BEFORE_FILES = 2;

    private final Vertx vertx = Vertx.vertx();
    private final byte[] authorization;
    private final Map<String, Buffer> bodies = new HashMap<>();

    private BareServer(String token) {
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
    }

    /** Arguments: port, token, then {@code name=file} for each table. */
    public static void main(String[] args) throws IOException {
        BareServer server = new BareServer(args[1]);
        for (int i = ARGUMENTS_BEFORE_FILES; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            byte[] body = Files.readAllBytes(Path.of(args[i].substring(equals + 1)));
            server.bodies.put(args[i].substring(0, equals), Buffer.buffer(body));
        }
        server.listen(Integer.parseInt(args[0]));
    }

    private void listen(int port) {
        int eventLoops = 2 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < eventLoops; i++) {
            vertx.deployVerticle(new AbstractVerticle() {
                @Override
                public void start() {
                    vertx.createHttpServer(
                                    new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                            .requestHandler(BareServer.this::handle)
                            .listen();
                }
            });
        }
    }

    private void handle(HttpServerRequest request) {
        String given = request.getHeader("Authorization");
        if (given == null || !MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.US_ASCII))) {
            request.response().setStatusCode(401).end();
            return;
        }
        String path = request.path();
        Buffer body = bodies.get(path.substring(path.lastIndexOf('/') + 1));
        if (body == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("ETag", "\"bare\"")
                .end(body);
    }
}
