package org.boathouse.bench.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LabIT {
    /** Maven runs tests in the module's folder. */
    private static final Path SERVICE =
            Path.of("../../table-service/target/quarkus-app").toAbsolutePath().normalize();

    /** Another module, which is not on the class path: the built service is asked. */
    @Test
    void whatTheServiceIsMeasuredBesideHasAsManyEventLoopsAsTheServiceTakesByItself() throws Exception {
        try (URLClassLoader service = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader())) {
            Class<?> loops = service.loadClass("org.boathouse.service.up.EventLoops");
            Object taken = loops.getMethod("getValue", String.class)
                    .invoke(loops.getConstructor().newInstance(), Lab.EVENT_LOOPS_SETTING);
            assertEquals(Integer.toString(Lab.EVENT_LOOPS), taken);
        }
    }

    private static URL[] jars() throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SERVICE)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        return jars.toArray(URL[]::new);
    }
}
