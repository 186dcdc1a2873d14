package org.boathouse.bench.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A TCP relay to one server that can be told to fail as networks and servers do. It decides at random, by its seed. */
final class FaultyProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int CONNECT_MILLIS_MAX = 3_000;
    private static final byte[] SERVER_ERROR = """
            HTTP/1.1 500 Internal Server Error\r
            Content-Type: application/xml\r
            Content-Length: 49\r
            Connection: close\r
            \r
            <Error><Code>InternalError</Code>........</Error>""".getBytes(StandardCharsets.US_ASCII);

    enum Fault {
        /** The server has answered, and the client never hears it. */
        ANSWER_LOST,
        /** A request is answered with 500 and never reaches the server. */
        SERVER_ERROR,
        /** A request waits before it reaches the server. */
        STALL
    }

    private record Chance(double probability, long stallMillis) {}

    private final ServerSocket listener;
    private final Supplier<InetSocketAddress> server;
    private final SeededDice dice;
    private final Map<Fault, Chance> chances = new ConcurrentHashMap<>();
    private final Map<Fault, AtomicLong> counts = new EnumMap<>(Fault.class);
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    /** @param server where to connect to, asked anew for each connection */
    FaultyProxy(Supplier<InetSocketAddress> server, long seed) {
        this.server = server;
        this.dice = new SeededDice(seed);
        for (Fault fault : Fault.values()) {
            counts.put(fault, new AtomicLong());
        }
        try {
            this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on, each request or answer meets this fault with this probability. */
    void inject(Fault fault, double probability, long stallMillis) {
        chances.put(fault, new Chance(probability, stallMillis));
    }

    void heal() {
        chances.clear();
    }

    /** How often the fault was done to somebody. */
    long count(Fault fault) {
        return counts.get(fault).get();
    }

    @Override
    public void close() {
        quietly(listener);
        open.forEach(FaultyProxy::quietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                start("connect", () -> relay(client));
            } catch (IOException e) {
                // Closed: the loop ends.
                continue;
            }
        }
    }

    private void relay(Socket client) {
        open.add(client);
        Socket upstream = new Socket();
        try {
            upstream.connect(server.get(), CONNECT_MILLIS_MAX);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
        } catch (IOException e) {
            // The server is down: so is this connection.
            end(client, upstream);
            return;
        }
        open.add(upstream);
        start("answers", () -> answers(client, upstream));
        requests(client, upstream);
    }

    private void requests(Socket client, Socket upstream) {
        try {
            InputStream in = client.getInputStream();
            OutputStream out = upstream.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                boolean http = startsRequest(buffer, n);
                if (http && happens(Fault.SERVER_ERROR)) {
                    client.getOutputStream().write(SERVER_ERROR);
                    client.shutdownOutput();
                    drain(in, buffer);
                    break;
                }
                Chance stall = chances.get(Fault.STALL);
                if (http && stall != null && happens(Fault.STALL)) {
                    Thread.sleep(stall.stallMillis());
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One side went away; the other one learns of it below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(client, upstream);
        }
    }

    private void answers(Socket client, Socket upstream) {
        try {
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (happens(Fault.ANSWER_LOST)) {
                    break;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One side went away; the other one learns of it below.
        } finally {
            end(client, upstream);
        }
    }

    private boolean happens(Fault fault) {
        Chance chance = chances.get(fault);
        boolean happens = chance != null && dice.roll(chance.probability());
        if (happens) {
            counts.get(fault).incrementAndGet();
        }
        return happens;
    }

    /** A body can begin like this too, by a chance that a test can live with. */
    private static boolean startsRequest(byte[] buffer, int length) {
        String start = new String(buffer, 0, Math.min(length, 8), StandardCharsets.US_ASCII);
        return start.matches("(?s)(GET|PUT|POST|HEAD|DELETE) .*");
    }

    /** Closing with a request half read would reset the connection, and the client would not see the answer. */
    private static void drain(InputStream in, byte[] buffer) throws IOException {
        int n = in.read(buffer);
        while (n >= 0) {
            n = in.read(buffer);
        }
    }

    private void end(Socket client, Socket upstream) {
        quietly(client);
        quietly(upstream);
        open.remove(client);
        open.remove(upstream);
    }

    private static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is as good as closed.
            return;
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "faulty-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
