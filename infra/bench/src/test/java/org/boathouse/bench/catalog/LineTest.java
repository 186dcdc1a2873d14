package org.boathouse.bench.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Request ANY = new Request("GET", "/", null);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        thread.shutdownNow();
        server.close();
    }

    @Test
    void aConnectionThatBreaksIsCountedAndMadeAnew() throws IOException {
        answerAndHangUp(OK, "HTTP/1.1 200 OK\r\nContent-Le", OK + OK);
        try (Line line = line()) {
            assertEquals(200, line.exchange(ANY));
            assertEquals(Line.BROKEN, line.exchange(ANY));
            assertEquals(Line.BROKEN, line.exchange(ANY));
            assertEquals(200, line.exchange(ANY));
            assertEquals(200, line.exchange(ANY));
            assertEquals(2, line.broken());
        }
    }

    @Test
    void aServerThatIsGoneIsAnError() throws IOException {
        try (Line line = line()) {
            server.accept().close();
            server.close();
            assertThrows(IOException.class, () -> line.exchange(ANY));
        }
    }

    private Line line() throws IOException {
        return new Line(() -> new Wire(URI.create("http://127.0.0.1:" + server.getLocalPort()), null));
    }

    /** Each on a connection of its own. */
    private void answerAndHangUp(String... answers) {
        thread.submit(() -> {
            for (String answer : List.of(answers)) {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                }
            }
            return null;
        });
    }
}
