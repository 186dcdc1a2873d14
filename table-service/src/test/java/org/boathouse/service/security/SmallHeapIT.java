package org.boathouse.service.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A replica with little memory, that ends at once when it has none left, under requests that would take all of it. */
@ExtendWith(StoresExtension.class)
class SmallHeapIT {
    private static final Duration HEAD_TIME = Duration.ofSeconds(8);
    private static final Duration BODY_TIME = Duration.ofSeconds(4);
    private static final Duration IDLE_TIME = Duration.ofSeconds(15);
    private static final int CONNECTIONS_MAX = 500;
    /** Sooner than the service asks those it refuses to come again. */
    private static final long AGAIN_MILLIS = 200;

    private static final int ALL_SECONDS_MAX = 120;
    private static final String TABLE = "/iceberg/v1/namespaces/small/tables/t";

    private static LakeProcess lake;
    private static RawHttp http;

    @BeforeAll
    static void start(TestStores stores) throws IOException {
        lake = LakeProcess.serve(
                stores,
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Xmx192m -XX:+ExitOnOutOfMemoryError",
                        "BOATHOUSE_HTTP_HEAD_TIME_MAX",
                        HEAD_TIME.toString(),
                        "BOATHOUSE_HTTP_BODY_TIME_MAX",
                        BODY_TIME.toString(),
                        "QUARKUS_HTTP_IDLE_TIMEOUT",
                        IDLE_TIME.toString(),
                        "QUARKUS_HTTP_LIMITS_MAX_CONNECTIONS",
                        Integer.toString(CONNECTIONS_MAX)));
        http = new RawHttp(lake);
        http.post("/iceberg/v1/namespaces", "{\"namespace\":[\"small\"]}");
        RawHttp.Answer made = http.post("/iceberg/v1/namespaces/small/tables", """
                {"name":"t","schema":{"type":"struct","schema-id":0,"fields":[
                  {"id":1,"name":"id","type":"long","required":true}]}}""");
        assertEquals(200, made.status(), made.body());
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @AfterEach
    void stillServes() throws IOException {
        assertTrue(lake.process().isAlive(), lake::output);
        assertEquals(200, http.get(TABLE).status());
        assertFalse(lake.output().contains("java.lang.OutOfMemoryError"), lake::output);
    }

    @Test
    void propertiesAreTakenByTheThousandAndRefusedByTheMillion() throws IOException {
        assertEquals(200, http.post(TABLE, properties(9_000)).status());
        http.post(TABLE, properties(20_000)).assertRefused(400);
        http.post(TABLE, properties(1_000_000)).assertRefused(413);
        http.post("/iceberg/v1/namespaces/small/properties", "{\"updates\":" + map(20_000) + "}")
                .assertRefused(400);
    }

    @Test
    void largeBodiesAllAtOnceAreTakenOneAfterTheOther() throws Exception {
        String nested = "{\"requirements\":[],\"updates\":[],\"x\":[" + "[],".repeat(60_000) + "[]]}";
        String text = "{\"sql\":\"" + "x".repeat(2 << 20) + "\"}";
        List<Callable<Integer>> requests = IntStream.range(0, 60)
                .<Callable<Integer>>mapToObj(i -> () -> {
                    while (true) {
                        RawHttp.Answer answer = i % 2 == 0 ? http.post(TABLE, nested) : http.post("/api/v1/sql", text);
                        if (answer.status() != 503) {
                            return answer.status();
                        }
                        answer.assertRefused(503);
                        assertTrue(answer.head().contains("Retry-After: 1"), answer.head());
                        Thread.sleep(AGAIN_MILLIS);
                    }
                })
                .toList();
        ExecutorService clients = Executors.newFixedThreadPool(requests.size());
        try {
            List<Future<Integer>> answers = clients.invokeAll(requests, ALL_SECONDS_MAX, TimeUnit.SECONDS);
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(i % 2 == 0 ? 200 : 400, answers.get(i).get());
            }
        } finally {
            clients.shutdownNow();
        }
        // What they took has been given back.
        assertEquals(400, http.post("/api/v1/sql", text).status());
    }

    @Test
    void bodiesThatDoNotArriveHoldNoThreadAndAreGivenUp() throws IOException {
        Instant begun = Instant.now();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                slow.add(begin(RawHttp.head(
                                "POST /api/v1/sql",
                                http.localHost,
                                http.bearer,
                                "Content-Type: application/json",
                                "Content-Length: 1000")
                        + "{\"sql\":"));
            }
            assertEquals(200, http.post("/api/v1/sql", "{\"sql\":\"SELECT 1\"}").status());
            assertEquals(200, http.get(TABLE).status());
            assertTrue(Duration.between(begun, Instant.now()).compareTo(BODY_TIME) < 0, "answered beside them");
            RawHttp.read(slow.get(0).getInputStream()).assertRefused(408);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void headersThatDoNotEndAndAnswersThatAreNotReadHoldNoThread() throws IOException {
        assertEquals(200, http.post(TABLE, properties(9_000)).status());
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                slow.add(begin("GET " + TABLE + " HTTP/1.1\r\nHost:"));
            }
            String load = "GET " + TABLE + " HTTP/1.1\r\n" + http.localHost + "\r\n" + http.bearer + "\r\n\r\n";
            for (int i = 0; i < 50; i++) {
                slow.add(begin(load.repeat(20)));
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(200, http.get(TABLE).status());
            }
            RawHttp.read(slow.get(0).getInputStream()).assertRefused(408);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aHeadThatTricklesInIsGivenUpThoughEachByteComesBeforeTheIdleTimeout() throws Exception {
        Instant begun = Instant.now();
        try (Socket socket = begin("GET " + TABLE + " HTTP/1.1\r\nX: ")) {
            ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
            try {
                trickle.scheduleAtFixedRate(
                        () -> {
                            try {
                                socket.getOutputStream().write('x');
                            } catch (IOException e) {
                                // The other end is closed: that is what is waited for.
                            }
                        },
                        0,
                        200,
                        TimeUnit.MILLISECONDS);
                RawHttp.read(socket.getInputStream()).assertRefused(408);
            } finally {
                trickle.shutdownNow();
            }
        }
        assertTrue(Duration.between(begun, Instant.now()).compareTo(HEAD_TIME) >= 0, "it had its time");
        assertTrue(Duration.between(begun, Instant.now()).compareTo(IDLE_TIME) < 0, "and no more");
    }

    @Test
    void whoIsConnectedIsServedWhileOthersTakeAllConnections() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try (Socket before = http.connect()) {
            for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
                idle.add(http.connect());
            }
            before.getOutputStream()
                    .write(RawHttp.head("GET " + TABLE, http.localHost, http.bearer)
                            .getBytes(StandardCharsets.US_ASCII));
            assertEquals(200, RawHttp.read(before.getInputStream()).status());
            assertEquals(-1, idle.get(2 * CONNECTIONS_MAX - 1).getInputStream().read(), "one too many");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        awaitAnswer();
    }

    /** The server learns a little later that connections are closed. */
    private static void awaitAnswer() {
        Instant deadline = Instant.now().plusSeconds(30);
        while (true) {
            try {
                assertEquals(200, http.get(TABLE).status());
                return;
            } catch (IOException | AssertionError e) {
                assertTrue(Instant.now().isBefore(deadline), e::toString);
            }
        }
    }

    private static Socket begin(String request) throws IOException {
        Socket socket = http.connect();
        socket.setReceiveBufferSize(2_048);
        OutputStream out = socket.getOutputStream();
        try {
            out.write(request.getBytes(StandardCharsets.US_ASCII));
        } catch (SocketException refused) {
            // It takes no more of them: as good.
        }
        return socket;
    }

    private static String properties(int count) {
        return """
                {"requirements":[],"updates":[{"action":"set-properties","updates":%s}]}""".formatted(map(count));
    }

    private static String map(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
