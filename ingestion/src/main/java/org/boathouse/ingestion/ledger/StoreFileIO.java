package org.boathouse.ingestion.ledger;

import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.ingestion.store.ObjectStore;

/**
 * Iceberg's files as objects of the store that a landing writes to anyway. Ledger files are small: one is written from
 * memory, and read in ranges. Iceberg's own S3FileIO would bring a second S3 client, 15 MB of jars and half a second.
 */
final class StoreFileIO implements FileIO {
    private static final long serialVersionUID = 1L;

    private final transient ObjectStore store;
    private final transient LakeLayout layout;

    StoreFileIO(ObjectStore store, LakeLayout layout) {
        this.store = store;
        this.layout = layout;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new StoreInputFile(store, key(location), location, -1);
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return new StoreInputFile(store, key(location), location, length);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new StoreOutputFile(store, key(location), location);
    }

    /** Refuses: only the lake's collector deletes files. */
    @Override
    public void deleteFile(String location) {
        throw new UnsupportedOperationException("landing deletes nothing, and would have deleted " + location);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    private String key(String location) {
        return layout.keyOf(location)
                .orElseThrow(() -> LakeFailure.invalid(
                        "%s does not lie in the lake's bucket %s, where ledgers are kept", location, layout.bucket()));
    }
}
