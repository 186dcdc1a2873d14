package org.boathouse.service.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.boathouse.testkit.LakeProcess;

/** Requests written byte by byte: clients would mend them. */
final class RawHttp {
    private static final int ANSWER_WITHIN_MILLIS = 60_000;

    private final LakeProcess lake;
    final String localHost;
    final String bearer;

    RawHttp(LakeProcess lake) {
        this.lake = lake;
        this.localHost = "Host: 127.0.0.1:" + lake.url().getPort();
        this.bearer = "Authorization: Bearer " + lake.token();
    }

    /** What came back before the connection was closed. */
    record Answer(int status, String head, String body) {
        /** The status, with an error in the shape of all errors. */
        void assertRefused(int expected, String says) throws IOException {
            assertRefused(expected);
            assertTrue(body.contains(says), body);
        }

        void assertRefused(int expected) throws IOException {
            assertEquals(expected, status, head + body);
            JsonNode error = new JsonMapper().readTree(body).path("error");
            assertEquals(expected, error.path("code").asInt(), body);
            assertFalse(error.path("message").asText().isBlank(), body);
            assertFalse(error.path("type").asText().isBlank(), body);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", lake.url().getPort());
        socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
        return socket;
    }

    Answer send(String line, String... headers) throws IOException {
        return send(head(line, headers).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** With the lake's name and token, and a body of JSON. */
    Answer post(String path, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head(
                        "POST " + path,
                        localHost,
                        bearer,
                        "Content-Type: application/json",
                        "Content-Length: " + body.length)
                .getBytes(StandardCharsets.ISO_8859_1));
        request.write(body);
        return send(request.toByteArray());
    }

    Answer post(String path, String body) throws IOException {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer get(String path) throws IOException {
        return send("GET " + path, localHost, bearer);
    }

    static String head(String line, String... headers) {
        return line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
    }

    Answer send(byte[] request) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request);
            } catch (IOException e) {
                // It is refused before its end: the answer says why.
            }
            return read(socket.getInputStream());
        }
    }

    static Answer read(InputStream in) throws IOException {
        String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int end = answer.indexOf("\r\n\r\n");
        assertFalse(end < 0, "no answer, but: " + answer);
        return new Answer(
                Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(0, end + 2), answer.substring(end + 4));
    }
}
