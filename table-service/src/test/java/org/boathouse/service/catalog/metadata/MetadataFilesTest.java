package org.boathouse.service.catalog.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.types.Types;
import org.boathouse.service.storage.ThroughFiles;
import org.junit.jupiter.api.Test;

class MetadataFilesTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private static final JsonMapper JSON = new JsonMapper();

    private final InMemoryFileIO bucket = new InMemoryFileIO();
    private final MetadataFiles files = new MetadataFiles(bucket, new ThroughFiles(bucket));

    @Test
    void theFileHoldsWhatTheCatalogServes() {
        TableMetadata metadata = table(Map.of());
        NewMetadata written = files.write(metadata, 3);
        assertTrue(written.document().location().startsWith("s3://lake/t/metadata/00003-"));
        assertTrue(written.document().location().endsWith(".metadata.json"));
        assertEquals(
                new String(written.document().json(), StandardCharsets.UTF_8),
                TableMetadataParser.toJson(
                        TableMetadataParser.read(bucket, written.document().location())));
    }

    @Test
    void aTableThatAsksForItHasItsFilesCompressed() {
        NewMetadata written = files.write(table(Map.of("write.metadata.compression-codec", "gzip")), 0);
        assertTrue(written.document().location().endsWith(".gz.metadata.json"));
        assertEquals(
                "t",
                TableMetadataParser.read(bucket, written.document().location()).property("name", ""));
    }

    @Test
    void whatIsRememberedOfAWrittenFileIsWhatIsReadFromIt() throws JsonProcessingException {
        NewMetadata written = files.write(withHistory(), 4);
        TableMetadata read = MetadataFiles.parse(written.document());
        assertEquals(
                JSON.readTree(TableMetadataParser.toJson(read)),
                JSON.readTree(TableMetadataParser.toJson(written.metadata())));
        assertEquals(read.metadataFileLocation(), written.metadata().metadataFileLocation());
        assertEquals(List.of(), written.metadata().changes());
    }

    @Test
    void theShortFormKeepsEverythingButSnapshotsWithoutARef() throws JsonProcessingException {
        TableMetadata full = withHistory();
        ObjectNode expected = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(full));
        JsonNode snapshots = expected.remove("snapshots");
        expected.putArray("snapshots").add(snapshots.get(1)).add(snapshots.get(2));
        NewMetadata written = files.write(full, 4);
        assertEquals(expected, JSON.readTree(new String(written.refsJson(), StandardCharsets.UTF_8)));
    }

    @Test
    void theShortFormOfATableWithoutRefsHasNoSnapshots() throws JsonProcessingException {
        TableMetadata full = withHistory();
        TableMetadata rolledBack = TableMetadata.buildFrom(full)
                .removeRef("main")
                .removeRef("tagged")
                .build();
        JsonNode shortened = JSON.readTree(new String(files.write(rolledBack, 4).refsJson(), StandardCharsets.UTF_8));
        assertEquals(JSON.createArrayNode(), shortened.get("snapshots"));
        assertEquals(3, rolledBack.snapshots().size());
    }

    @Test
    void noShortFormIsKeptWhereItWouldBeTheSame() {
        assertNull(files.write(table(Map.of()), 0).refsJson());
    }

    private static TableMetadata table(Map<String, String> properties) {
        TableMetadata metadata = TableMetadata.newTableMetadata(
                SCHEMA, PartitionSpec.unpartitioned(), "s3://lake/t", Map.of("name", "t"));
        return TableMetadata.buildFrom(metadata).setProperties(properties).build();
    }

    /** Three snapshots, one after the other; the first has no ref, and what it says looks like an array of snapshots. */
    private static TableMetadata withHistory() {
        String json = TableMetadataParser.toJson(table(Map.of()));
        String snapshots = """
                "current-snapshot-id":3,"refs":{"main":{"snapshot-id":3,"type":"branch"},"tagged":{"snapshot-id":2,"type":"tag"}},"snapshots":[
                 {"sequence-number":1,"snapshot-id":1,"timestamp-ms":1,"manifest-list":"a",
                  "summary":{"operation":"append","snapshots":"],{}"}},
                 {"sequence-number":2,"snapshot-id":2,"parent-snapshot-id":1,"timestamp-ms":2,"manifest-list":"b",
                  "summary":{"operation":"append"}},
                 {"sequence-number":3,"snapshot-id":3,"parent-snapshot-id":2,"timestamp-ms":3,"manifest-list":"c",
                  "summary":{"operation":"append"}}],
                "snapshot-log":[{"snapshot-id":1,"timestamp-ms":1},{"snapshot-id":2,"timestamp-ms":2},
                 {"snapshot-id":3,"timestamp-ms":3}]""";
        String without = json.replaceFirst("\"current-snapshot-id\":(-1|null),", "")
                .replaceFirst("\"refs\":\\{\\},", "")
                .replaceFirst("\"snapshots\":\\[\\],", "")
                .replaceFirst("\"snapshot-log\":\\[\\],", "")
                .replaceFirst("\"last-sequence-number\":0", "\"last-sequence-number\":3");
        return TableMetadataParser.fromJson("{" + snapshots + "," + without.substring(1));
    }
}
