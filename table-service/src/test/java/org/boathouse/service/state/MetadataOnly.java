package org.boathouse.service.state;

import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;

/** Tables in memory of which there are metadata and manifests alone: the files that they name are nowhere. */
public final class MetadataOnly {
    public static final long FILE_BYTES = 100;

    private MetadataOnly() {}

    /** An empty table d.silver.t with one column. */
    public static Table table(int formatVersion) {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of());
        catalog.createNamespace(Namespace.of("d"));
        catalog.createNamespace(Namespace.of("d", "silver"));
        return catalog.createTable(
                TableIdentifier.of("d", "silver", "t"),
                new Schema(required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                Map.of("format-version", Integer.toString(formatVersion)));
    }

    public static DataFile data(String location) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(location)
                .withFileSizeInBytes(FILE_BYTES)
                .withRecordCount(2)
                .build();
    }

    /** A deletion vector, one of several in its file. */
    public static DeleteFile vector(DataFile of, String location, long offset) {
        return FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofPositionDeletes()
                .withFormat(FileFormat.PUFFIN)
                .withPath(location)
                .withReferencedDataFile(of.location())
                .withContentOffset(offset)
                .withContentSizeInBytes(40)
                .withFileSizeInBytes(FILE_BYTES)
                .withRecordCount(1)
                .build();
    }
}
