package org.boathouse.ingestion.store;

import java.io.IOException;

/** A content is no longer the one that was hashed: a file was written to while it was landed. */
public final class ContentChanged extends IOException {
    private static final long serialVersionUID = 1L;

    public ContentChanged(String message) {
        super(message);
    }
}
