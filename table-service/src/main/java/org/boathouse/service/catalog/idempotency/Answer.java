package org.boathouse.service.catalog.idempotency;

import java.util.UUID;

/**
 * What a request was answered, so that the same request again is answered the same without being run again.
 *
 * @param tableIdOrNull where the body is this table: as it is when it is asked again, which the specification allows
 * @param bodyOrNull the body's bytes
 * @param etagOrNull the body's entity tag
 */
public record Answer(int status, UUID tableIdOrNull, byte[] bodyOrNull, String etagOrNull) {
    public static final Answer NO_CONTENT = new Answer(204, null, null, null);
    private static final int OK = 200;

    /** With a table, as it is now. */
    public static Answer table(UUID tableId) {
        return new Answer(OK, tableId, null, null);
    }

    /** With this JSON, the state of something that has a tag. */
    public static Answer ok(byte[] json, String etag) {
        return new Answer(OK, null, json, etag);
    }

    /** With this JSON. */
    public static Answer ok(byte[] json) {
        return new Answer(OK, null, json, null);
    }
}
