package org.boathouse.ingestion.store;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.boathouse.contract.failure.LakeFailure;

/**
 * The part of an object store that landing needs: objects that are written once, under keys of their own.
 *
 * <p>Every method may be called from many threads, and may be called again after any failure.
 */
public interface ObjectStore {
    /** What became of a write. */
    enum Put {
        CREATED,
        /** An object with this key was there already and was left alone. Says nothing of who landed it, or whether. */
        EXISTED
    }

    /**
     * Writes a whole object, unless there is one. It becomes visible at once and complete, or not at all; of several
     * writers of one key at the same time, at least one is told {@link Put#CREATED}. What becomes visible has the
     * content's hash: a content that reads differently by now is refused.
     *
     * @param sent told the number of bytes as they are sent; a repeated attempt is not counted again
     * @throws ContentChanged where the content no longer has its hash; nothing is visible
     * @throws LakeFailure FORBIDDEN, NOT_FOUND, UNAVAILABLE or INVALID as the store refuses it, naming object and
     *     endpoint; CORRUPT where an object of another size has the key. The object may have become visible
     * @throws IOException where the content cannot be read; nothing is visible
     */
    Put putIfAbsent(String key, Content content, LongConsumer sent) throws IOException;

    /**
     * The size of an object, empty where there is none.
     *
     * @throws LakeFailure as in {@link #putIfAbsent}
     */
    OptionalLong sizeBytes(String key);

    /**
     * Bytes of an object.
     *
     * @param length how many; more than 0, and not beyond the object's end
     * @throws LakeFailure NOT_FOUND where there is no such object, CORRUPT where it ends before, else as in {@link
     *     #putIfAbsent}
     */
    byte[] read(String key, long offset, int length);
}
