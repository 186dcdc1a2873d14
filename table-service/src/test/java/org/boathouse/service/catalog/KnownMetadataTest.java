package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.catalog.metadata.NewMetadata;
import org.junit.jupiter.api.Test;

class KnownMetadataTest {
    private static final UUID TABLE = UUID.randomUUID();
    private static final TableIdentifier NAME = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");
    /** A few of them fill the cache. */
    private static final int LARGE_BYTES = 7 << 20;

    private static final TableMetadata METADATA = TableMetadata.newTableMetadata(
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
            PartitionSpec.unpartitioned(),
            "s3://lake/t",
            Map.of());

    private final KnownMetadata known = new KnownMetadata();

    @Test
    void theNewestVersionOfALargeTableIsKnownHoweverManyCameBefore() {
        byte[] json = new byte[LARGE_BYTES];
        for (int version = 1; version <= 100; version++) {
            TableMetadata made = TableMetadata.buildFrom(METADATA)
                    .setProperties(Map.of("version", Integer.toString(version)))
                    .build();
            known.remember(committed(version, made, json));
            // As often as versions are asked for: by the commit that follows.
            assertSame(made, known.of(TABLE, version).orElseThrow());
            assertEquals(Optional.empty(), known.of(TABLE, version - 1L));
        }
    }

    @Test
    void whatIsReadLateDoesNotTakeThePlaceOfWhatIsNewer() {
        known.remember(committed(5, METADATA, new byte[1]));
        byte[] json = TableMetadataParser.toJson(METADATA).getBytes(StandardCharsets.UTF_8);
        TableStore.Row old =
                new TableStore.Row(TABLE, 4, Instant.EPOCH, 0, new MetadataDocument("s3://lake/t/4", json));
        assertEquals("s3://lake/t/4", known.of(NAME, old).metadataFileLocation());
        assertSame(METADATA, known.of(TABLE, 5).orElseThrow());
    }

    @Test
    void aRowIsParsedOnce() {
        byte[] json = TableMetadataParser.toJson(METADATA).getBytes(StandardCharsets.UTF_8);
        TableStore.Row row =
                new TableStore.Row(TABLE, 4, Instant.EPOCH, 0, new MetadataDocument("s3://lake/t/4", json));
        assertSame(known.of(NAME, row), known.of(NAME, row));
    }

    @Test
    void whatWasSeenByAnotherNameSinceIsNotToBeHadByTheOldOne() {
        TableIdentifier renamed = TableIdentifier.of(NAME.namespace(), "renamed");
        known.remember(committed(5, METADATA, new byte[1]));
        assertSame(METADATA, known.lastSeen(NAME).orElseThrow().metadata());
        byte[] json = TableMetadataParser.toJson(METADATA).getBytes(StandardCharsets.UTF_8);
        known.of(renamed, new TableStore.Row(TABLE, 6, Instant.EPOCH, 0, new MetadataDocument("s3://lake/t/5", json)));
        assertEquals(Optional.empty(), known.lastSeen(NAME));
    }

    private static PreparedChange committed(long version, TableMetadata metadata, byte[] json) {
        return new PreparedChange.Move(
                new TableStore.Head(TABLE, version - 1, "s3://lake/t/" + (version - 1)),
                NAME,
                new NewMetadata(metadata, List.of(), new MetadataDocument("s3://lake/t/" + version, json), null));
    }
}
