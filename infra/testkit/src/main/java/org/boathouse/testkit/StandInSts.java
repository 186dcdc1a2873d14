package org.boathouse.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers AssumeRole as AWS and MinIO do: signature, session name, duration and policy are checked first. */
final class StandInSts implements AutoCloseable {
    private static final int POLICY_CHARS_MAX = 2048;
    private static final int SECONDS_MIN = 900;
    private static final int SECONDS_MAX = 43_200;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SignedCall signatures;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();
    private volatile Duration lifetime;
    private volatile boolean failing;

    record Issued(String secret, SessionPolicyInForce policy, Instant expiresAt) {}

    private StandInSts(HttpServer server, SignedCall signatures) {
        this.server = server;
        this.signatures = signatures;
    }

    static StandInSts start(String accessKeyId, String secret) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StandInSts sts = new StandInSts(server, new SignedCall(accessKeyId, secret, "sts"));
        server.setExecutor(sts.threads);
        server.createContext("/", sts::answer);
        server.start();
        return sts;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Optional<Issued> issued(String accessKeyId) {
        return Optional.ofNullable(issued.get(accessKeyId))
                .filter(keys -> keys.expiresAt().isAfter(Instant.now()));
    }

    int count() {
        return issued.size();
    }

    void issueFor(Duration lifetime) {
        this.lifetime = lifetime;
    }

    void failCalls(boolean failing) {
        this.failing = failing;
    }

    void expire(String accessKeyId) {
        issued.computeIfPresent(accessKeyId, (id, keys) -> new Issued(keys.secret(), keys.policy(), Instant.EPOCH));
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            byte[] body = call.getRequestBody().readAllBytes();
            String answer;
            int status = 200;
            try {
                answer = assumeRole(call, body);
            } catch (Refused e) {
                status = e.status;
                answer =
                        "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
                                .formatted(e.code, e.getMessage());
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", "text/xml");
            call.sendResponseHeaders(status, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private String assumeRole(HttpExchange call, byte[] body) throws Refused {
        if (failing) {
            throw new Refused(500, "InternalFailure", "told to fail");
        }
        if (!signatures.isValid(call.getRequestMethod(), call.getRequestURI(), call.getRequestHeaders(), body)) {
            throw new Refused(403, "SignatureDoesNotMatch", "the signature does not match");
        }
        Map<String, String> form = form(new String(body, StandardCharsets.UTF_8));
        String policy = form.getOrDefault("Policy", "");
        require(form.getOrDefault("Action", "").equals("AssumeRole"), "InvalidAction", "only AssumeRole");
        require(form.getOrDefault("RoleSessionName", "").matches("[\\w+=,.@-]{2,64}"), "ValidationError", "name");
        require(policy.length() <= POLICY_CHARS_MAX, "ValidationError", "policy too long");
        int seconds = Integer.parseInt(form.getOrDefault("DurationSeconds", "3600"));
        require(seconds >= SECONDS_MIN && seconds <= SECONDS_MAX, "ValidationError", "duration");
        SessionPolicyInForce inForce;
        try {
            inForce = SessionPolicyInForce.parse(policy);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "MalformedPolicyDocument", e.getMessage());
        }
        Instant expiresAt = Instant.now()
                .plus(lifetime == null ? Duration.ofSeconds(seconds) : lifetime)
                .truncatedTo(ChronoUnit.SECONDS);
        String accessKeyId =
                "ASIA" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        String secret = UUID.randomUUID() + "/" + UUID.randomUUID();
        issued.put(accessKeyId, new Issued(secret, inForce, expiresAt));
        return """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken>
                <Expiration>%s</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
                """.formatted(accessKeyId, secret, UUID.randomUUID(), expiresAt);
    }

    private static void require(boolean holds, String code, String what) throws Refused {
        if (!holds) {
            throw new Refused(400, code, what);
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : body.split("&")) {
            int equals = field.indexOf('=');
            fields.put(
                    field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        Refused(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }
}
