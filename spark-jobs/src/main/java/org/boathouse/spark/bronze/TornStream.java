package org.boathouse.spark.bronze;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;

/**
 * A decompressed file that simply ends where the compressed one breaks off, and remembers why: so that the records
 * before the break are kept, whatever buffers lie between.
 */
final class TornStream extends FilterInputStream {
    private String tear;

    TornStream(InputStream decompressed) {
        super(decompressed);
    }

    /** Why the file broke off, once it has been read to that point. */
    Optional<String> tear() {
        return Optional.ofNullable(tear);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (tear != null) {
            return -1;
        }
        try {
            return in.read(bytes, offset, length);
        } catch (LakeFailure storage) {
            // The store failed, not the file.
            throw storage;
        } catch (IOException | RuntimeException damage) {
            // Some codecs answer damaged input with an index out of bounds.
            tear = "The file breaks off: it is cut short or damaged (%s). Land it again whole"
                    .formatted(damage.getMessage() == null ? damage : damage.getMessage());
            return -1;
        }
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("landed files are read, never skipped through");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
