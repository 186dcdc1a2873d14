package org.boathouse.service.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;

/** Writes metadata files and parses them, each once. It deletes none: that is the collector's. */
@Singleton
final class MetadataFiles {
    /** Parsed, it takes a few times as much. */
    private static final long CACHE_JSON_BYTES_MAX = 32L << 20;

    private static final String SNAPSHOTS = "snapshots";
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .build());

    private final FileIO files;
    private final Cache<String, Parsed> parsed = Caffeine.newBuilder()
            .maximumWeight(CACHE_JSON_BYTES_MAX)
            .weigher((String location, Parsed entry) -> entry.jsonBytes())
            .build();

    MetadataFiles(FileIO files) {
        this.files = files;
    }

    private record Parsed(TableMetadata metadata, int jsonBytes) {}

    /** The metadata in a file; a file never changes, so it is parsed once while it is remembered. */
    TableMetadata parse(MetadataDocument document) {
        return parsed.get(document.location(), location -> {
                    String json = new String(document.json(), StandardCharsets.UTF_8);
                    return new Parsed(TableMetadataParser.fromJson(location, json), document.json().length);
                })
                .metadata();
    }

    /**
     * Writes a new file under the table's location and leaves it there whatever becomes of the commit.
     *
     * @throws LakeFailure UNAVAILABLE where the object store does not take it
     */
    NewMetadata write(TableMetadata metadata, long version) {
        byte[] json = TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
        TableMetadataParser.Codec codec = TableMetadataParser.Codec.fromName(
                metadata.property(TableProperties.METADATA_COMPRESSION, TableProperties.METADATA_COMPRESSION_DEFAULT));
        String location = LakeLayout.metadataFile(
                metadata.location(), version, UUID.randomUUID(), TableMetadataParser.getFileExtension(codec));
        put(location, json, codec);
        return describe(metadata, new MetadataDocument(location, json));
    }

    /**
     * A file that somebody else wrote, read and described for the catalog.
     *
     * @throws BadRequestException where there is no such file, or it holds something else
     */
    NewMetadata read(String location) {
        TableMetadata metadata = readable(location, "table", () -> TableMetadataParser.read(files, location));
        byte[] json = TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
        return describe(metadata, new MetadataDocument(location, json));
    }

    /** Reads a file that a client named, and tells a file that is wrong from a store that fails. */
    static <T> T readable(String location, String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (NotFoundException e) {
            throw new BadRequestException(e, "There is no file %s", location);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new BadRequestException(e, "%s holds no %s metadata: %s", location, what, e.getMessage());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof JsonProcessingException || e.getCause() instanceof ZipException) {
                throw new BadRequestException(
                        e,
                        "%s holds no %s metadata: %s",
                        location,
                        what,
                        e.getCause().getMessage());
            }
            throw LakeFailure.unavailable(
                    "The object store did not give %s: %s".formatted(location, e.getMessage()), e);
        }
    }

    private static NewMetadata describe(TableMetadata metadata, MetadataDocument document) {
        Set<Long> referenced =
                metadata.refs().values().stream().map(SnapshotRef::snapshotId).collect(Collectors.toSet());
        byte[] refsJson =
                metadata.snapshots().size() > referenced.size() ? keepSnapshots(document.json(), referenced) : null;
        return new NewMetadata(metadata.location(), document, refsJson);
    }

    /** @throws LakeFailure UNAVAILABLE where the object store does not take it */
    void put(String location, byte[] json, TableMetadataParser.Codec codec) {
        byte[] content = codec == TableMetadataParser.Codec.GZIP ? gzip(json) : json;
        try (PositionOutputStream out = files.newOutputFile(location).createOrOverwrite()) {
            out.write(content);
        } catch (IOException | RuntimeException e) {
            throw LakeFailure.unavailable(
                    "The object store did not take %s, so nothing was committed: %s"
                            .formatted(location, e.getMessage()),
                    e);
        }
    }

    private static byte[] gzip(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4);
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** The same JSON without the snapshots that are not named. */
    static byte[] keepSnapshots(byte[] json, Set<Long> kept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4);
        try (JsonParser in = JSON.createParser(json);
                JsonGenerator copy = JSON.createGenerator(out)) {
            in.nextToken();
            copy.writeStartObject();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                copy.writeFieldName(field);
                in.nextToken();
                if (field.equals(SNAPSHOTS)) {
                    copySnapshots(in, copy, kept);
                } else {
                    copy.copyCurrentStructure(in);
                }
            }
            copy.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("Iceberg wrote table metadata that is no JSON object", e);
        }
        return out.toByteArray();
    }

    private static void copySnapshots(JsonParser in, JsonGenerator copy, Set<Long> kept) throws IOException {
        copy.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            JsonNode snapshot = JSON.readTree(in);
            if (kept.contains(snapshot.path("snapshot-id").asLong())) {
                copy.writeTree(snapshot);
            }
        }
        copy.writeEndArray();
    }
}
