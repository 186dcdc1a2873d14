package org.boathouse.testkit;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** Whether a Docker engine answers. Asked without Testcontainers first, which takes seconds and a page of log to say no. */
final class DockerEngine {
    private static final String PING = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";

    private DockerEngine() {}

    static boolean answers() {
        String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("");
        boolean maybe =
                host.isBlank() || host.startsWith("unix://") ? sockets(host).anyMatch(DockerEngine::pings) : true;
        return maybe && DockerClientFactory.instance().isDockerAvailable();
    }

    private static Stream<Path> sockets(String host) {
        if (!host.isBlank()) {
            return Stream.of(Path.of(host.substring("unix://".length())));
        }
        Path home = Path.of(System.getProperty("user.home"));
        Path runtime =
                Path.of(Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).orElse("/run"));
        return List.of(
                Path.of("/var/run/docker.sock"),
                runtime.resolve("docker.sock"),
                home.resolve(".docker/run/docker.sock"),
                home.resolve(".docker/desktop/docker.sock"))
                .stream();
    }

    private static boolean pings(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.US_ASCII.encode(PING));
            ByteBuffer answer = ByteBuffer.allocate(16);
            channel.read(answer);
            return StandardCharsets.US_ASCII.decode(answer.flip()).toString().contains(" 200");
        } catch (IOException e) {
            // A socket that nobody listens on is the usual sight where Docker is installed and not running.
            return false;
        }
    }
}
