package org.boathouse.ingestion.ledger;

import java.util.OptionalLong;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.boathouse.ingestion.store.ObjectStore;

/** An object as a file of Iceberg's. */
final class StoreInputFile implements InputFile {
    private final ObjectStore store;
    private final String key;
    private final String location;
    private long length;

    /** @param length in bytes, negative where it is yet to be asked for */
    StoreInputFile(ObjectStore store, String key, String location, long length) {
        this.store = store;
        this.key = key;
        this.location = location;
        this.length = length;
    }

    @Override
    public long getLength() {
        if (length < 0) {
            length = store.sizeBytes(key).orElseThrow(() -> new NotFoundException("%s is missing", location));
        }
        return length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new RangeInputStream(store, key, getLength());
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        OptionalLong size = store.sizeBytes(key);
        return size.isPresent();
    }
}
