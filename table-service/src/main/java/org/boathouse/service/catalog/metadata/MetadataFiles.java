package org.boathouse.service.catalog.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.storage.WholeObjects;
import software.amazon.awssdk.core.exception.SdkException;

/** Writes metadata files and parses them. It deletes none: that is the collector's. */
@Singleton
public final class MetadataFiles {
    static final MetadataSize SIZE = MetadataSize.ofThisHeap();

    private final FileIO files;
    private final WholeObjects objects;

    public MetadataFiles(FileIO files, WholeObjects objects) {
        this.files = files;
        this.objects = objects;
    }

    public static TableMetadata parse(MetadataDocument document) {
        return TableMetadataParser.fromJson(document.location(), new String(document.json(), StandardCharsets.UTF_8));
    }

    /**
     * Writes a new file under the table's location and leaves it there whatever becomes of the commit.
     *
     * @throws LakeFailure UNAVAILABLE where the object store does not take it
     */
    public NewMetadata write(TableMetadata metadata, long version) {
        MetadataJson json = MetadataJson.of(metadata);
        SIZE.check(metadata.location(), json.whole());
        TableMetadataParser.Codec codec = TableMetadataParser.Codec.fromName(
                metadata.property(TableProperties.METADATA_COMPRESSION, TableProperties.METADATA_COMPRESSION_DEFAULT));
        String location = LakeLayout.metadataFile(
                metadata.location(), version, UUID.randomUUID(), TableMetadataParser.getFileExtension(codec));
        put(location, json.whole(), codec);
        TableMetadata asRead = TableMetadata.buildFrom(metadata)
                .withMetadataLocation(location)
                .discardChanges()
                .build();
        return new NewMetadata(
                asRead, metadata.changes(), new MetadataDocument(location, json.whole()), json.refsOrNull());
    }

    /**
     * A file that somebody else wrote, read and described for the catalog.
     *
     * @throws BadRequestException where there is no such file, or it holds something else
     */
    public NewMetadata read(String location) {
        TableMetadata metadata = readable(
                location,
                "table",
                () -> TableMetadataParser.fromJson(location, SIZE.read(files.newInputFile(location))));
        MetadataJson json = MetadataJson.of(metadata);
        return new NewMetadata(metadata, List.of(), new MetadataDocument(location, json.whole()), json.refsOrNull());
    }

    /** Reads a file that a client named, and tells a file that is wrong from a store that fails. */
    static <T> T readable(String location, String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (NotFoundException e) {
            throw new BadRequestException(e, "There is no file %s", location);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new BadRequestException(e, "%s holds no %s metadata: %s", location, what, e.getMessage());
        } catch (SdkException e) {
            throw LakeFailure.unavailable(
                    "The object store did not give %s: %s".formatted(location, e.getMessage()), e);
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

    /** @throws LakeFailure UNAVAILABLE where the object store does not take it */
    void put(String location, byte[] json, TableMetadataParser.Codec codec) {
        byte[] content = codec == TableMetadataParser.Codec.GZIP ? gzip(json) : json;
        try {
            objects.put(location, content);
        } catch (RuntimeException e) {
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
}
