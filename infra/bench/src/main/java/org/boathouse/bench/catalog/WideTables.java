package org.boathouse.bench.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.types.Types;

/** Tables with a long history, made without living through it: the metadata is written as commits would have, and registered. */
final class WideTables {
    static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()),
            Types.NestedField.optional(3, "amount", Types.DecimalType.of(18, 2)),
            Types.NestedField.optional(4, "at", Types.TimestampType.withZone()));
    private static final JsonMapper JSON = new JsonMapper();
    private static final long MILLIS_APART = 1_000;
    private static final long FIRST_SNAPSHOT_ID = 3_051_729_675_574_597_004L;

    private WideTables() {}

    static void make(Catalog catalog, FileIO files, TableIdentifier name, int snapshots) {
        Table empty = catalog.createTable(name, SCHEMA);
        TableMetadata metadata = ((HasTableOperations) empty).operations().current();
        catalog.dropTable(name, false);
        String location = "%s/metadata/%05d-wide.metadata.json".formatted(metadata.location(), snapshots);
        try (PositionOutputStream out = files.newOutputFile(location).create()) {
            out.write(JSON.writeValueAsBytes(withHistory(metadata, snapshots)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        catalog.registerTable(name, location);
    }

    private static ObjectNode withHistory(TableMetadata metadata, int count) throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(metadata));
        long first = metadata.lastUpdatedMillis() - count * MILLIS_APART;
        ArrayNode snapshots = json.putArray("snapshots");
        ArrayNode log = json.putArray("snapshot-log");
        for (int i = 1; i <= count; i++) {
            ObjectNode snapshot = snapshots.addObject();
            snapshot.put("sequence-number", i).put("snapshot-id", FIRST_SNAPSHOT_ID + i);
            if (i > 1) {
                snapshot.put("parent-snapshot-id", FIRST_SNAPSHOT_ID + i - 1);
            }
            snapshot.put("timestamp-ms", first + i * MILLIS_APART);
            snapshot.putObject("summary")
                    .put("operation", "append")
                    .put("spark.app.id", "local-1763600000000")
                    .put("added-data-files", "1")
                    .put("added-records", "1000")
                    .put("added-files-size", "48211")
                    .put("changed-partition-count", "1")
                    .put("total-records", Integer.toString(i * 1_000))
                    .put("total-files-size", Integer.toString(i * 48_211))
                    .put("total-data-files", Integer.toString(i))
                    .put("total-delete-files", "0")
                    .put("total-position-deletes", "0")
                    .put("total-equality-deletes", "0")
                    .put("engine-name", "spark")
                    .put("engine-version", "4.1.3")
                    .put("iceberg-version", "Apache Iceberg 1.12.0");
            snapshot.put(
                            "manifest-list",
                            "%s/metadata/snap-%d-1-0b1d2f6e.avro".formatted(metadata.location(), FIRST_SNAPSHOT_ID + i))
                    .put("schema-id", 0);
            log.addObject().put("timestamp-ms", first + i * MILLIS_APART).put("snapshot-id", FIRST_SNAPSHOT_ID + i);
        }
        json.put("current-snapshot-id", FIRST_SNAPSHOT_ID + count).put("last-sequence-number", count);
        json.putObject("refs")
                .putObject("main")
                .put("snapshot-id", FIRST_SNAPSHOT_ID + count)
                .put("type", "branch");
        return json;
    }
}
