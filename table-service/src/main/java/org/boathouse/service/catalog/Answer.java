package org.boathouse.service.catalog;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.iceberg.rest.RESTResponse;

/**
 * What a request was answered, so that the same request again is answered the same without being run again.
 *
 * @param tableIdOrNull where the body is this table: as it is when it is asked again, which the specification allows
 * @param bodyOrNull the body's bytes
 * @param etagOrNull the body's entity tag
 */
record Answer(int status, UUID tableIdOrNull, byte[] bodyOrNull, String etagOrNull) {
    static final Answer NO_CONTENT = new Answer(204, null, null, null);
    private static final int OK = 200;

    static Answer table(UUID tableId) {
        return new Answer(OK, tableId, null, null);
    }

    /** With the view itself: its metadata is small, and its row goes when it is dropped. */
    static Answer view(MetadataDocument view) {
        Response response = TableResponse.of(view);
        return new Answer(
                OK, null, (byte[]) response.getEntity(), response.getEntityTag().getValue());
    }

    /** With this JSON. */
    static Answer ok(byte[] json) {
        return new Answer(OK, null, json, null);
    }

    static Answer of(RESTResponse response) {
        try {
            return new Answer(OK, null, IcebergJson.bytes(response), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
