package org.boathouse.service.catalog.metadata;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableMetadataParser.Codec;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.apache.iceberg.view.ViewProperties;
import org.boathouse.contract.layout.LakeLayout;

/** Writes views' metadata files and reads them. It deletes none. */
@Singleton
public final class ViewFiles {
    private final MetadataFiles files;
    private final FileIO io;

    public ViewFiles(MetadataFiles files, FileIO io) {
        this.files = files;
        this.io = io;
    }

    public ViewMetadata parse(MetadataDocument document) {
        return ViewMetadataParser.fromJson(document.location(), new String(document.json(), StandardCharsets.UTF_8));
    }

    /** Writes a new file under the view's location. */
    public MetadataDocument write(ViewMetadata metadata, long version) {
        Codec codec = Codec.fromName(metadata.properties()
                .getOrDefault(ViewProperties.METADATA_COMPRESSION, ViewProperties.METADATA_COMPRESSION_DEFAULT));
        byte[] json = MetadataFiles.SIZE.check(metadata.location(), json(metadata));
        String location = LakeLayout.metadataFile(
                metadata.location(), version, UUID.randomUUID(), TableMetadataParser.getFileExtension(codec));
        files.put(location, json, codec);
        return new MetadataDocument(location, json);
    }

    /** A file that somebody else wrote. */
    public ViewMetadata read(String location) {
        return MetadataFiles.readable(
                location,
                "view",
                () -> ViewMetadataParser.fromJson(location, MetadataFiles.SIZE.read(io.newInputFile(location))));
    }

    /** Metadata that was read from a file, as the catalog keeps it. */
    public MetadataDocument document(ViewMetadata read) {
        return new MetadataDocument(read.metadataFileLocation(), json(read));
    }

    private static byte[] json(ViewMetadata metadata) {
        return ViewMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
    }
}
