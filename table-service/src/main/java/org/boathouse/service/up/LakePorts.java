package org.boathouse.service.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.boathouse.contract.failure.LakeFailure;

/** The ports of an embedded lake on the loopback address; 0 stands for any free one. */
record LakePorts(int http, int objectStore) {
    private static final int HIGHEST = 65_535;

    LakePorts {
        if (http < 0 || objectStore > HIGHEST) {
            throw LakeFailure.invalid("--port %d is no port: expected 0 to %d", http, HIGHEST - 1);
        }
    }

    static LakePorts from(int port) {
        return new LakePorts(port, port == 0 ? 0 : port + 1);
    }

    /** @throws LakeFailure INVALID naming the one that is in use */
    void refuseWhatIsInUse() {
        refuseInUse(http, "");
        refuseInUse(objectStore, " (the object store takes the one after --port)");
    }

    private static void refuseInUse(int port, String why) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.setReuseAddress(true);
        } catch (IOException e) {
            throw LakeFailure.invalid(
                    "Port %d is in use%s: stop what listens there, or choose another with --port N", port, why);
        }
    }
}
