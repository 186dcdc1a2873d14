package org.boathouse.ingestion.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Reads a content in pieces and refuses to give out the last one unless the whole has the content's hash: so nothing
 * else can have been uploaded by the time an upload can be completed.
 */
final class VerifiedReader implements AutoCloseable {
    private final Content content;
    private final InputStream stream;
    private final MessageDigest digest = Sha256.newDigest();
    private long leftBytes;

    VerifiedReader(Content content) throws IOException {
        this.content = content;
        this.leftBytes = content.sizeBytes();
        this.stream = content.open();
    }

    /**
     * @return the next bytes, {@code lengthMax} of them unless the content ends before; empty only for an empty content
     * @throws ContentChanged where the content is shorter, longer or another
     */
    byte[] next(int lengthMax) throws IOException {
        int length = (int) Math.min(lengthMax, leftBytes);
        byte[] bytes = stream.readNBytes(length);
        digest.update(bytes);
        leftBytes -= length;
        boolean ended = leftBytes == 0;
        if (bytes.length < length
                || ended && (stream.read() >= 0 || !hash().equals(content.hash().sha256()))) {
            throw new ContentChanged("it is no longer the content that was hashed");
        }
        return bytes;
    }

    private String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
