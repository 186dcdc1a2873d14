package org.boathouse.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The working copy that the tests run in. */
public final class Checkout {
    private Checkout() {}

    /** The folder that holds the launcher and the modules. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path dir = start; dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("table-service/pom.xml"))) {
                return dir;
            }
        }
        throw new IllegalStateException(start + " is not in a checkout of Boathouse");
    }

    static Path serviceJar() {
        Path jar = root().resolve("table-service/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: build it first, mvn -pl table-service -am package");
        }
        return jar;
    }
}
