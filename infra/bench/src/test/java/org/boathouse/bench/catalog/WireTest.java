package org.boathouse.bench.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTest {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        thread.shutdownNow();
        server.close();
    }

    @Test
    void answersOfAGivenLengthAndInChunksAreReadToTheirEndsOnOneConnection() throws IOException {
        answer("""
                HTTP/1.1 200 OK\r
                Content-Length: 3\r
                \r
                one\
                HTTP/1.1 200 OK\r
                Transfer-Encoding: chunked\r
                \r
                2\r
                tw\r
                1\r
                o\r
                0\r
                \r
                """);
        try (Wire wire = wire()) {
            assertEquals("one", new String(wire.read("/1"), StandardCharsets.US_ASCII));
            assertEquals("two", new String(wire.read("/2"), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aRefusalIsAnErrorAndNotAFastAnswer() throws IOException {
        answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        try (Wire wire = wire()) {
            assertThrows(IOException.class, () -> wire.read("/1"));
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAnError() throws IOException {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\none");
        try (Wire wire = wire()) {
            assertThrows(IOException.class, () -> wire.read("/1"));
        }
    }

    @Test
    void theLengthThatAHeadIsAnsweredWithIsNotWaitedFor() throws IOException {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        try (Wire wire = wire()) {
            assertEquals(200, wire.exchange(new Request("HEAD", "/1", null)));
            assertEquals(204, wire.exchange(new Request("GET", "/2", null)));
        }
    }

    @Test
    void aRefusalThatIsExpectedIsAStatus() throws IOException {
        answer("HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n{}");
        try (Wire wire = wire()) {
            assertEquals(409, wire.exchange(new Request("POST", "/1", "{}")));
        }
    }

    private Wire wire() throws IOException {
        return new Wire(URI.create("http://127.0.0.1:" + server.getLocalPort()), "token");
    }

    private void answer(String all) {
        thread.submit(() -> {
            try (Socket client = server.accept()) {
                client.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
                client.shutdownOutput();
                return client.getInputStream().readAllBytes();
            }
        });
    }
}
