package org.boathouse.ingestion.store;

import java.io.IOException;
import java.io.InputStream;
import org.boathouse.contract.layout.ContentHash;

/** Bytes to store, known by hash and size before the first is sent. */
public interface Content {
    ContentHash hash();

    long sizeBytes();

    /** The media type to serve it with, such as {@code text/csv}. */
    String mediaType();

    /** Reads it from the beginning; may be called again. */
    InputStream open() throws IOException;
}
