package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.apache.iceberg.rest.responses.LoadTableResponseParser;
import org.apache.iceberg.types.Types;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.junit.jupiter.api.Test;

class TableResponseTest {
    @Test
    void theLoadResponseIsWhatIcebergsParserReads() {
        TableMetadata metadata = TableMetadata.newTableMetadata(
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                "s3://lake/t",
                Map.of("quote", "\"\\ü"));
        MetadataDocument document = new MetadataDocument(
                "s3://lake/t/metadata/1.metadata.json",
                TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8));
        byte[] body = (byte[]) TableResponse.of(document).getEntity();
        LoadTableResponse response = LoadTableResponseParser.fromJson(new String(body, StandardCharsets.UTF_8));
        assertEquals(document.location(), response.metadataLocation());
        assertEquals("\"\\ü", response.tableMetadata().property("quote", ""));
        assertTrue(response.config().isEmpty());
    }
}
