package org.boathouse.ingestion.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.ingestion.store.Content;
import org.boathouse.ingestion.store.ObjectStore;
import org.boathouse.ingestion.store.Sha256;

/** A file of Iceberg's on its way to be an object; it becomes one when it is closed. */
final class StoreOutputFile implements OutputFile {
    private final ObjectStore store;
    private final String key;
    private final String location;

    StoreOutputFile(ObjectStore store, String key, String location) {
        this.store = store;
        this.key = key;
        this.location = location;
    }

    @Override
    public PositionOutputStream create() {
        if (store.sizeBytes(key).isPresent()) {
            throw new AlreadyExistsException("%s exists", location);
        }
        return new Buffered();
    }

    /** Does not overwrite: Iceberg gives every file a name of its own. */
    @Override
    public PositionOutputStream createOrOverwrite() {
        return new Buffered();
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputFile toInputFile() {
        return new StoreInputFile(store, key, location, -1);
    }

    private final class Buffered extends PositionOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes.write(source, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                store.putIfAbsent(key, new Buffer(bytes.toByteArray()), sent -> {});
            }
        }
    }

    private record Buffer(byte[] bytes) implements Content {
        @Override
        public ContentHash hash() {
            return new ContentHash(Sha256.of(bytes));
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public String mediaType() {
            return "application/octet-stream";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
