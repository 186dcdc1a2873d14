package org.boathouse.spark.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;

/** A line to the lake on which things go wrong: requests get lost, or are served and their answers get lost. */
final class FaultyLine implements AutoCloseable {
    private final URI lake;
    private final ServerSocket server;
    private volatile Function<Request, Fault> faults = request -> Fault.none();

    FaultyLine(URI lake) {
        this.lake = lake;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "faulty-line");
        thread.setDaemon(true);
        thread.start();
    }

    record Request(String method, String path, String body) {
        boolean isPublication() {
            return path.endsWith("/transactions/commit");
        }

        /** Whether it commits to a table. */
        boolean isCommit(String table) {
            return method.equals("POST") && path.endsWith("/tables/" + table);
        }
    }

    /**
     * @param before run before the request is passed on
     * @param loseRequest whether the lake never sees it
     * @param after run after the lake has answered
     * @param loseAnswer whether the client never sees the answer
     */
    record Fault(Runnable before, boolean loseRequest, Runnable after, boolean loseAnswer) {
        private static final Runnable NOTHING = () -> {};

        static Fault none() {
            return new Fault(NOTHING, false, NOTHING, false);
        }

        static Fault answerLost() {
            return new Fault(NOTHING, false, NOTHING, true);
        }

        static Fault requestLost() {
            return new Fault(NOTHING, true, NOTHING, true);
        }

        /** Something happens, and neither the lake nor the client hears of the other. */
        static Fault instead(Runnable what) {
            return new Fault(what, true, NOTHING, true);
        }

        static Fault before(Runnable what) {
            return new Fault(what, false, NOTHING, false);
        }

        /** The lake serves it, then something happens, and the client gets no answer. */
        static Fault afterwards(Runnable what) {
            return new Fault(NOTHING, false, what, true);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    void faults(Function<Request, Fault> faults) {
        this.faults = faults;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread thread = new Thread(() -> pass(client), "faulty-line-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    /** One request per connection: the answer ends with it. */
    private void pass(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            byte[] body = body(head, in);
            String[] line = head.split(" ", 3);
            Fault fault = faults.apply(new Request(line[0], line[1], new String(body, StandardCharsets.UTF_8)));
            fault.before().run();
            if (fault.loseRequest()) {
                return;
            }
            byte[] answer = answer(head, body);
            fault.after().run();
            if (!fault.loseAnswer()) {
                client.getOutputStream().write(answer);
                client.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The client is gone; that is what this line is for.
        }
    }

    private byte[] answer(String head, byte[] body) throws IOException {
        StringBuilder passed = new StringBuilder();
        for (String line : head.strip().split("\r\n")) {
            String name = line.toLowerCase(Locale.ROOT);
            if (!name.startsWith("connection:")
                    && !name.startsWith("transfer-encoding:")
                    && !name.startsWith("content-length:")
                    && !name.startsWith("host:")) {
                passed.append(line).append("\r\n");
            }
        }
        passed.append("Host: ")
                .append(lake.getAuthority())
                .append("\r\nConnection: close\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n\r\n");
        try (Socket socket = new Socket(lake.getHost(), lake.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(passed.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int next;
        while ((next = in.read()) >= 0) {
            head.write(next);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        return "";
    }

    private static byte[] body(String head, InputStream in) throws IOException {
        for (String line : head.toLowerCase(Locale.ROOT).split("\r\n")) {
            if (line.startsWith("content-length:")) {
                return in.readNBytes(Integer.parseInt(
                        line.substring("content-length:".length()).strip()));
            }
            if (line.startsWith("transfer-encoding:") && line.contains("chunked")) {
                return chunks(in);
            }
        }
        return new byte[0];
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            body.write(in.readNBytes(size));
            line(in);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = in.read()) >= 0 && next != '\n') {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
