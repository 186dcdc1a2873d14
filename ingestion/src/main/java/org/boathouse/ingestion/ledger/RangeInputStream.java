package org.boathouse.ingestion.ledger;

import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import org.apache.iceberg.io.SeekableInputStream;
import org.boathouse.ingestion.store.ObjectStore;

/** Reads an object range by range: as much as is asked for, and a little ahead. */
final class RangeInputStream extends SeekableInputStream {
    private static final int AHEAD_BYTES = 256 << 10;

    private final ObjectStore store;
    private final String key;
    private final long length;
    private long position;
    private long bufferStart;
    private byte[] buffer = new byte[0];

    RangeInputStream(ObjectStore store, String key, long length) {
        this.store = store;
        this.key = key;
        this.length = length;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void seek(long newPosition) throws IOException {
        if (newPosition < 0 || newPosition > length) {
            throw new EOFException("%d is not within the %d bytes of %s".formatted(newPosition, length, key));
        }
        position = newPosition;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (position >= length) {
            return -1;
        }
        if (position < bufferStart || position >= bufferStart + buffer.length) {
            int wanted = (int) Math.min(Math.max(count, AHEAD_BYTES), length - position);
            buffer = store.read(key, position, wanted);
            bufferStart = position;
        }
        int start = (int) (position - bufferStart);
        int n = Math.min(count, buffer.length - start);
        System.arraycopy(buffer, start, target, offset, n);
        position += n;
        return n;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, length - position);
    }
}
