package org.boathouse.bench.catalog;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection, as thin as can be: client and servers share the machine, and what the client takes
 * is missing from the servers.
 */
public final class Wire implements Closeable {
    private static final int BUFFER_BYTES = 128 * 1024;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String base;
    private final String headers;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /** @param token null where the server asks for none */
    public Wire(URI base, String token) throws IOException {
        this.socket = new Socket(base.getHost(), base.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = socket.getOutputStream();
        this.base = base.getPath();
        this.headers = " HTTP/1.1\r\nHost: %s:%d\r\n%s"
                .formatted(
                        base.getHost(), base.getPort(), token == null ? "" : "Authorization: Bearer " + token + "\r\n");
    }

    public byte[] read(String path) throws IOException {
        Request request = new Request("GET", path, null);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        checkSuccess(request, exchange(request, body));
        return body.toByteArray();
    }

    public void post(String path, String json, String... moreHeaders) throws IOException {
        Request request = new Request("POST", path, json);
        checkSuccess(request, exchange(request, null, moreHeaders));
    }

    /** Asks, reads the answer and throws it away; the status, whatever it is. */
    int exchange(Request request) throws IOException {
        return exchange(request, null);
    }

    static void checkSuccess(Request request, int status) throws IOException {
        if (status / 100 != 2) {
            throw new IOException("%s %s was answered with %d".formatted(request.method(), request.path(), status));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int exchange(Request request, ByteArrayOutputStream answered, String... moreHeaders) throws IOException {
        byte[] body = request.body() == null ? null : request.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(request.method())
                .append(' ')
                .append(base)
                .append(request.path())
                .append(headers);
        for (String header : moreHeaders) {
            head.append(header).append("\r\n");
        }
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + (body == null ? 0 : body.length)];
        System.arraycopy(start, 0, whole, 0, start.length);
        if (body != null) {
            System.arraycopy(body, 0, whole, start.length, body.length);
        }
        out.write(whole);
        return answer(request.method().equals("HEAD"), answered);
    }

    private int answer(boolean hasNoBody, ByteArrayOutputStream body) throws IOException {
        String[] status = line().split(" ", 3);
        long length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        if (chunked && !hasNoBody) {
            for (long chunk = chunk(); chunk > 0; chunk = chunk()) {
                take(chunk, body);
                line();
            }
            line();
        } else if (!hasNoBody) {
            take(length, body);
        }
        return Integer.parseInt(status[1]);
    }

    private long chunk() throws IOException {
        return Long.parseLong(line().strip(), 16);
    }

    private void take(long length, ByteArrayOutputStream body) throws IOException {
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new IOException("The connection ended in the middle of an answer");
            }
            if (body != null) {
                body.write(buffer, 0, n);
            }
            left -= n;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("The connection ended where an answer was due");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
