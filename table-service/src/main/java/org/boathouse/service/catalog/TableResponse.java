package org.boathouse.service.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
    private static final byte[] CONFIG = ascii(",\"config\":");
    private static final byte[] END = ascii("}");
    private static final JsonMapper JSON = new JsonMapper();

    private TableResponse() {}

    /** The whole table, after it was changed. */
    static Response of(MetadataDocument document) {
        return of(document, SnapshotsShown.ALL, TableAccess.BY_ITSELF);
    }

    static Response of(MetadataDocument document, SnapshotsShown shown, TableAccess access) {
        return of(document.location(), body(document, access), shown, access);
    }

    static Response of(String metadataLocation, byte[] body, SnapshotsShown shown, TableAccess access) {
        return Response.ok(body).tag(tag(metadataLocation, shown, access)).build();
    }

    static byte[] body(MetadataDocument document, TableAccess access) {
        byte[] config = json(access);
        byte[] location = JsonStringEncoder.getInstance().quoteAsUTF8(document.location());
        ByteArrayOutputStream body = new ByteArrayOutputStream(LOCATION.length
                + location.length
                + METADATA.length
                + document.json().length
                + CONFIG.length
                + config.length
                + END.length);
        body.writeBytes(LOCATION);
        body.writeBytes(location);
        body.writeBytes(METADATA);
        body.writeBytes(document.json());
        body.writeBytes(CONFIG);
        body.writeBytes(config);
        body.writeBytes(END);
        return body.toByteArray();
    }

    /** One tag for each metadata file, way of showing it and what is told beside it: a file never changes. */
    static EntityTag tag(String metadataLocation, SnapshotsShown shown, TableAccess access) {
        String all = shown + " " + metadataLocation + " " + access.config();
        UUID hash = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
        return new EntityTag(hash.toString());
    }

    /** @param known the {@code If-None-Match} header: one or more tags, quoted, perhaps weak */
    static boolean isCurrent(String known, String metadataLocation, SnapshotsShown shown, TableAccess access) {
        String current = tag(metadataLocation, shown, access).getValue();
        return Arrays.stream(known.split(","))
                .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
                .anyMatch(current::equals);
    }

    private static byte[] json(TableAccess access) {
        try {
            return JSON.writeValueAsBytes(access.config());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
