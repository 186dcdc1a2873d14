package org.boathouse.ingestion.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreContract {
    @TempDir
    Path folder;

    @Override
    ObjectStore store() {
        return new FolderObjectStore(folder);
    }

    @Override
    byte[] stored(String key) throws Exception {
        return Files.readAllBytes(folder.resolve(key));
    }

    @Override
    String newKey() {
        return "test/" + UUID.randomUUID();
    }
}
