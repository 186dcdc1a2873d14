package org.boathouse.bench.history;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.types.Types;

/** Tables with much behind them, made without living through it. */
final class LongTables {
    static final String TAG = "middle";
    static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()),
            Types.NestedField.optional(3, "amount", Types.DecimalType.of(18, 2)),
            Types.NestedField.optional(4, "at", Types.TimestampType.withZone()));
    /** A file of it, as the service itself writes Parquet; its columns stand in the schema's order. */
    private static final String ROWS = """
            SELECT range::BIGINT AS id, 'name ' || range AS name, range::DECIMAL(18, 2) AS amount, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS at
            FROM range(1000)""";

    private static final JsonMapper JSON = new JsonMapper();
    private static final long MILLIS_APART = 1_000;
    private static final long FIRST_SNAPSHOT_ID = 3_051_729_675_574_597_004L;

    private final HistoryLab lab;

    LongTables(HistoryLab lab) {
        this.lab = lab;
    }

    /** @param middleId a snapshot half way, which the tag {@link #TAG} names; committed at that time */
    record Made(TableIdentifier name, long middleId, long middleMillis) {}

    /** A table of files that can be read, with as many snapshots; all of them are of the same files. */
    Made withSnapshots(String name, int snapshots, int liveFiles) {
        TableIdentifier table = HistoryLab.table(name);
        byte[] parquet = lab.ask("/api/v1/sql", Map.of("sql", ROWS, "format", "parquet"));
        Table made = lab.catalog().createTable(table, SCHEMA);
        AppendFiles append = made.newFastAppend();
        for (int i = 0; i < liveFiles; i++) {
            String location = made.locationProvider().newDataLocation("live-" + i + ".parquet");
            write(location, parquet);
            append.appendFile(file(location, parquet.length));
        }
        append.commit();
        return register(table, snapshots);
    }

    private Made register(TableIdentifier table, int snapshots) {
        TableMetadata metadata = lab.metadata(table);
        lab.catalog().dropTable(table, false);
        long lastMillis = metadata.currentSnapshot().timestampMillis();
        long middleMillis = lastMillis - (snapshots / 2) * MILLIS_APART;
        long middleId = FIRST_SNAPSHOT_ID + snapshots - snapshots / 2;
        String location = "%s/metadata/%05d-long.metadata.json".formatted(metadata.location(), snapshots);
        write(location, withHistory(metadata, snapshots, middleId));
        lab.catalog().registerTable(table, location);
        return new Made(table, middleId, middleMillis);
    }

    private static byte[] withHistory(TableMetadata metadata, int count, long middleId) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(metadata));
            ObjectNode real = (ObjectNode) json.path("snapshots").path(0);
            long lastMillis = real.path("timestamp-ms").asLong();
            ArrayNode snapshots = json.putArray("snapshots");
            ArrayNode log = json.putArray("snapshot-log");
            for (int i = 1; i <= count; i++) {
                long millis = lastMillis - (count - i) * MILLIS_APART;
                ObjectNode snapshot = real.deepCopy();
                snapshot.put("sequence-number", i)
                        .put("snapshot-id", FIRST_SNAPSHOT_ID + i)
                        .put("timestamp-ms", millis);
                if (i > 1) {
                    snapshot.put("parent-snapshot-id", FIRST_SNAPSHOT_ID + i - 1);
                }
                snapshots.add(snapshot);
                log.addObject().put("timestamp-ms", millis).put("snapshot-id", FIRST_SNAPSHOT_ID + i);
            }
            long last = FIRST_SNAPSHOT_ID + count;
            json.put("current-snapshot-id", last).put("last-sequence-number", count);
            ObjectNode refs = json.putObject("refs");
            refs.putObject("main").put("snapshot-id", last).put("type", "branch");
            refs.putObject(TAG).put("snapshot-id", middleId).put("type", "tag");
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A table of as many files, none of which is there: commits do not look, and restores need not. */
    Table withFiles(String name, int files) {
        Table table = lab.catalog().createTable(HistoryLab.table(name), SCHEMA);
        AppendFiles append = table.newFastAppend();
        for (int i = 0; i < files; i++) {
            append.appendFile(file(table.location() + "/data/" + i + ".parquet", 48_211));
        }
        append.commit();
        return table;
    }

    static DataFile file(String location, long bytes) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(location)
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(bytes)
                .withRecordCount(1_000)
                .build();
    }

    private void write(String location, byte[] bytes) {
        try (PositionOutputStream out = lab.files().newOutputFile(location).create()) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
