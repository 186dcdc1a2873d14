package org.boathouse.service.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.boathouse.service.catalog.metadata.MetadataDocument;

/** A loaded table as bytes: the stored metadata goes out as it is, unparsed. */
final class TableResponse {
    private static final byte[] LOCATION = ascii("{\"metadata-location\":\"");
    private static final byte[] METADATA = ascii("\",\"metadata\":");
    private static final byte[] CONFIG = ascii(",\"config\":");
    private static final byte[] CREDENTIALS = ascii(",\"storage-credentials\":");
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

    static Response of(NewestLoads.Load load, SnapshotsShown shown, TableAccess access) {
        return access.equals(TableAccess.BY_ITSELF)
                ? Response.ok(load.body()).tag(load.tag()).build()
                : of(load.head().metadataLocation(), body(load.body(), access), shown, access);
    }

    private static Response of(String metadataLocation, byte[] body, SnapshotsShown shown, TableAccess access) {
        return withholding(Response.ok(body), access)
                .tag(tag(metadataLocation, shown, access))
                .build();
    }

    /** Keys are kept by nobody on the way. */
    static Response.ResponseBuilder withholding(Response.ResponseBuilder response, TableAccess access) {
        return access.isSecret() ? response.header(HttpHeaders.CACHE_CONTROL, "no-store") : response;
    }

    static Response unchanged(String metadataLocation, SnapshotsShown shown, TableAccess access) {
        return Response.notModified(tag(metadataLocation, shown, access)).build();
    }

    static byte[] body(MetadataDocument document, TableAccess access) {
        byte[] location = JsonStringEncoder.getInstance().quoteAsUTF8(document.location());
        return joined(LOCATION, location, METADATA, document.json(), end(access));
    }

    /** The same table, told to somebody who asked for more than the table by itself. */
    private static byte[] body(byte[] byItself, TableAccess access) {
        return joined(Arrays.copyOf(byItself, byItself.length - end(TableAccess.BY_ITSELF).length), end(access));
    }

    /** One tag for each metadata file, way of showing it and what is told beside it: a file never changes. */
    static EntityTag tag(String metadataLocation, SnapshotsShown shown, TableAccess access) {
        String all = shown + " " + metadataLocation + " " + access.tag();
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

    private static byte[] end(TableAccess access) {
        try {
            byte[] config = JSON.writeValueAsBytes(access.config());
            return access.isSecret()
                    ? joined(CONFIG, config, CREDENTIALS, JSON.writeValueAsBytes(credentials(access)), END)
                    : joined(CONFIG, config, END);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Map<String, Object>> credentials(TableAccess access) {
        return access.credentials().stream()
                .map(credential -> Map.of("prefix", credential.prefix(), "config", credential.config()))
                .toList();
    }

    private static byte[] joined(byte[]... parts) {
        // Each part is copied once: a long history takes megabytes.
        ByteBuffer whole = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(whole::put);
        return whole.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
