package org.boathouse.service.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.boathouse.contract.failure.LakeFailure;

/**
 * A whole result, in a file of its own until it is closed. It is complete before anybody sees it, so a query that fails half
 * way never looks like a short answer.
 */
record QueryResult(ResultFormat format, Path file, long bytes) implements AutoCloseable {
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot delete the result " + file, e);
        }
    }
}
