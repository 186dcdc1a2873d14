package org.boathouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports below the range that operating systems give to whoever asks for any, so that nobody takes one by chance. */
public final class Ports {
    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 20_000;
    private static final int ATTEMPTS_MAX = 100;

    private Ports() {}

    public static int free() {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new UncheckedIOException("No free port between " + LOWEST + " and " + HIGHEST, e);
                }
            }
        }
    }
}
