package org.boathouse.bench.chaos;

import java.util.List;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.exceptions.ValidationException;

/** What a client may conclude from the answer to an operation. */
enum Outcome {
    /** It was applied. */
    ACKNOWLEDGED,
    /** It was not, and never will be. */
    REFUSED,
    /** Nobody told: it was applied, or it was not, or it will be. */
    UNKNOWN;

    /** The last one is the client's own: it found another table under the name, and gave up before asking for anything. */
    private static final List<Class<? extends RuntimeException>> SURELY_NOT_APPLIED = List.of(
            CommitFailedException.class,
            AlreadyExistsException.class,
            NoSuchTableException.class,
            NoSuchNamespaceException.class,
            BadRequestException.class,
            ValidationException.class,
            ServiceUnavailableException.class,
            IllegalStateException.class);

    /** Exactly as strict as Iceberg's own client, and stricter for 503, by which the service promises that nothing was applied. */
    static Outcome of(RuntimeException failure) {
        return SURELY_NOT_APPLIED.stream().anyMatch(type -> type.isInstance(failure)) ? REFUSED : UNKNOWN;
    }
}
