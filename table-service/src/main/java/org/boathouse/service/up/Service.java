package org.boathouse.service.up;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the service in this process until it is told to stop. */
final class Service {
    private static final int FAILED = 1;

    private Service() {}

    /** @return the exit status; what went wrong has been logged */
    static int run(Class<? extends QuarkusApplication> application, String... args) {
        AtomicInteger exit = new AtomicInteger();
        Quarkus.run(
                application, (status, failure) -> exit.set(failure == null ? status : Math.max(status, FAILED)), args);
        return exit.get();
    }
}
