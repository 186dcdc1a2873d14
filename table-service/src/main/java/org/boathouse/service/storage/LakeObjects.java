package org.boathouse.service.storage;

import java.time.Instant;
import java.util.Collection;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/** The objects in the lake's bucket, as their collector sees them. */
public interface LakeObjects {
    /**
     * An object.
     *
     * @param lastModified by the store's clock
     */
    record LakeObject(String key, long bytes, Instant lastModified) {}

    /** All objects of the bucket, read from the store page by page as the iteration goes on. */
    CloseableIterable<LakeObject> all();

    /**
     * Deletes objects for good; that one is gone already is no failure.
     *
     * @throws org.boathouse.contract.failure.LakeFailure UNAVAILABLE where the store did not delete all of them
     */
    void delete(Collection<String> keys);

    /** Reads the lake's files. What is read once here does not push out what queries keep at hand. */
    FileIO files();
}
