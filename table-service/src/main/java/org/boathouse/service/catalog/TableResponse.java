package org.boathouse.service.catalog;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** A loaded table as bytes: the stored metadata goes out as it is, unparsed. */
final class TableResponse {
    private static final byte[] LOCATION = ascii("{\"metadata-location\":\"");
    private static final byte[] METADATA = ascii("\",\"metadata\":");
    private static final byte[] END = ascii(",\"config\":{}}");

    private TableResponse() {}

    static Response of(MetadataDocument document) {
        return of(document, SnapshotsShown.ALL);
    }

    static Response of(MetadataDocument document, SnapshotsShown shown) {
        byte[] location = JsonStringEncoder.getInstance().quoteAsUTF8(document.location());
        ByteArrayOutputStream body = new ByteArrayOutputStream(
                LOCATION.length + location.length + METADATA.length + document.json().length + END.length);
        body.writeBytes(LOCATION);
        body.writeBytes(location);
        body.writeBytes(METADATA);
        body.writeBytes(document.json());
        body.writeBytes(END);
        return Response.ok(body.toByteArray())
                .tag(tag(document.location(), shown))
                .build();
    }

    /** One tag for each metadata file and way of showing it: a file never changes. */
    static EntityTag tag(String metadataLocation, SnapshotsShown shown) {
        UUID hash = UUID.nameUUIDFromBytes((shown + " " + metadataLocation).getBytes(StandardCharsets.UTF_8));
        return new EntityTag(hash.toString());
    }

    /** @param known the {@code If-None-Match} header: one or more tags, quoted, perhaps weak */
    static boolean isCurrent(String known, String metadataLocation, SnapshotsShown shown) {
        String current = tag(metadataLocation, shown).getValue();
        return Arrays.stream(known.split(","))
                .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
                .anyMatch(current::equals);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
