package org.boathouse.service.up;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** Runs the service in this process until it is told to stop. */
final class Service {
    private Service() {}

    /**
     * @return the exit status
     * @throws LakeFailure UNAVAILABLE where it does not start, with the first cause: a missing setting, say
     */
    static int run(Class<? extends QuarkusApplication> application, String... args) {
        AtomicInteger exit = new AtomicInteger();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Quarkus.run(
                application,
                (status, failure) -> {
                    exit.set(status);
                    failed.set(failure);
                },
                args);
        if (failed.get() != null) {
            throw new LakeFailure(
                    FailureKind.UNAVAILABLE, "The service did not start: " + firstCause(failed.get()), failed.get());
        }
        return exit.get();
    }

    /** What failed first, and what it was needed for: "connection refused" alone does not say whose. */
    private static String firstCause(Throwable failure) {
        Throwable neededFor = failure;
        Throwable first = failure;
        while (first.getCause() != null && first.getCause() != first) {
            neededFor = first;
            first = first.getCause();
        }
        String why = message(first);
        String what = message(neededFor);
        return what.contains(why) ? what : what + ": " + why;
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null
                ? failure.toString()
                : failure.getMessage().strip();
    }
}
