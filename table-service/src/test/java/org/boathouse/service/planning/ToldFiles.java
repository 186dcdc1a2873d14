package org.boathouse.service.planning;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** A table, partitioned by city, and files that it is told of: none of them is written. */
final class ToldFiles {
    static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "city", Types.StringType.get()),
            Types.NestedField.optional(3, "at", Types.TimestampType.withZone()));
    static final PartitionSpec BY_CITY =
            PartitionSpec.builderFor(SCHEMA).identity("city").build();

    private ToldFiles() {}

    static DataFile file(String city, long lowest, long highest) {
        Metrics metrics = new Metrics(
                10L,
                new HashMap<>(Map.of(1, 80L)),
                new HashMap<>(Map.of(1, 10L)),
                new HashMap<>(Map.of(1, 0L)),
                null,
                new HashMap<>(Map.of(1, bound(lowest))),
                new HashMap<>(Map.of(1, bound(highest))));
        PartitionData partition = new PartitionData(BY_CITY.partitionType());
        partition.set(0, city);
        return DataFiles.builder(BY_CITY)
                .withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(1_000)
                .withPartition(partition)
                .withMetrics(metrics)
                .build();
    }

    private static ByteBuffer bound(long value) {
        return Conversions.toByteBuffer(Types.LongType.get(), value);
    }

    static DeleteFile positionDelete(int formatVersion, DataFile data) {
        FileMetadata.Builder builder = FileMetadata.deleteFileBuilder(BY_CITY)
                .ofPositionDeletes()
                .withPartition(data.partition())
                .withReferencedDataFile(data.location())
                .withFileSizeInBytes(100)
                .withRecordCount(1);
        return formatVersion == 2
                ? builder.withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                        .build()
                : builder.withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".puffin")
                        .withFormat(FileFormat.PUFFIN)
                        .withContentOffset(4)
                        .withContentSizeInBytes(40)
                        .build();
    }

    static DeleteFile equalityDelete(String city) {
        PartitionData partition = new PartitionData(BY_CITY.partitionType());
        partition.set(0, city);
        return FileMetadata.deleteFileBuilder(BY_CITY)
                .ofEqualityDeletes(1)
                .withPartition(partition)
                .withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(1)
                .build();
    }
}
