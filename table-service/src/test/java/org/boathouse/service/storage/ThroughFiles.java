package org.boathouse.service.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;

/** Whole objects written through the same files that the rest of a test reads and writes through. */
public record ThroughFiles(FileIO files) implements WholeObjects {
    @Override
    public void put(String location, byte[] content) {
        try (PositionOutputStream out = files.newOutputFile(location).createOrOverwrite()) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
