package org.boathouse.service.query;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.boathouse.contract.failure.LakeFailure;

/** Writes to a new file up to a number of bytes. */
final class ResultFile extends FilterOutputStream {
    private final long bytesMax;
    private long bytes;

    ResultFile(Path file, long bytesMax) throws IOException {
        super(new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 1 << 16));
        this.bytesMax = bytesMax;
    }

    static LakeFailure tooLarge(long bytesMax) {
        return LakeFailure.invalid(
                "The result is larger than %,d bytes (boathouse.sql.result-bytes-max): add a LIMIT, aggregate, or run it on Spark",
                bytesMax);
    }

    @Override
    public void write(int b) throws IOException {
        count(1);
        out.write(b);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        count(length);
        out.write(buffer, offset, length);
    }

    private void count(int more) {
        bytes += more;
        if (bytes > bytesMax) {
            throw tooLarge(bytesMax);
        }
    }
}
