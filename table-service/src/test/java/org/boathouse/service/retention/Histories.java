package org.boathouse.service.retention;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;

/** A table with a history as a test wants it; ages are in days. */
final class Histories {
    static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());
    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode table = JSON.createObjectNode();
    private long sequence;

    Histories() {
        table.put("format-version", 2)
                .put("table-uuid", UUID.randomUUID().toString())
                .put("location", "s3://lake/t")
                .put("last-updated-ms", NOW.toEpochMilli())
                .put("last-column-id", 1)
                .put("current-schema-id", 0)
                .put("default-spec-id", 0)
                .put("last-partition-id", 999)
                .put("default-sort-order-id", 0);
        ObjectNode schema = table.putArray("schemas").addObject();
        schema.put("type", "struct").put("schema-id", 0);
        schema.putArray("fields")
                .addObject()
                .put("id", 1)
                .put("name", "id")
                .put("required", true)
                .put("type", "long");
        table.putArray("partition-specs").addObject().put("spec-id", 0).putArray("fields");
        table.putArray("sort-orders").addObject().put("order-id", 0).putArray("fields");
        table.putObject("properties");
        table.putObject("refs");
        table.putArray("snapshots");
        table.putArray("snapshot-log");
    }

    static long millis(double ageDays) {
        return NOW.toEpochMilli() - (long) (ageDays * Duration.ofDays(1).toMillis());
    }

    Histories property(String key, String value) {
        table.withObject("/properties").put(key, value);
        return this;
    }

    /** @param parent 0 for none */
    Histories snapshot(long id, long parent, double ageDays) {
        return snapshot(id, parent, ageDays, Map.of());
    }

    Histories snapshot(long id, long parent, double ageDays, Map<String, String> summary) {
        sequence++;
        ObjectNode snapshot = table.withArray("/snapshots")
                .addObject()
                .put("snapshot-id", id)
                .put("sequence-number", sequence)
                .put("timestamp-ms", millis(ageDays))
                .put("manifest-list", "s3://lake/t/metadata/snap-" + id + ".avro")
                .put("schema-id", 0);
        if (parent != 0) {
            snapshot.put("parent-snapshot-id", parent);
        }
        ObjectNode said = snapshot.putObject("summary").put("operation", "append");
        summary.forEach(said::put);
        table.put("last-sequence-number", sequence);
        return this;
    }

    /** Snapshots 1, 2, ... of main, of these ages, each the head from when it was made. */
    Histories main(double... agesDays) {
        for (int i = 0; i < agesDays.length; i++) {
            snapshot(i + 1, i, agesDays[i]).wasMain(i + 1, agesDays[i]);
        }
        return head(agesDays.length);
    }

    Histories head(long id) {
        table.put("current-snapshot-id", id);
        return ref("main", "branch", id, null, null, null);
    }

    Histories wasMain(long id, double sinceDays) {
        table.withArray("/snapshot-log").addObject().put("snapshot-id", id).put("timestamp-ms", millis(sinceDays));
        return this;
    }

    Histories tag(String name, long id, Double keptDays) {
        return ref(name, "tag", id, keptDays, null, null);
    }

    /** What is null is not said. */
    Histories ref(String name, String type, long id, Double keptDays, Double snapshotsDays, Integer min) {
        ObjectNode ref = table.withObject("/refs").putObject(name);
        ref.put("snapshot-id", id).put("type", type);
        if (keptDays != null) {
            ref.put("max-ref-age-ms", span(keptDays));
        }
        if (snapshotsDays != null) {
            ref.put("max-snapshot-age-ms", span(snapshotsDays));
        }
        if (min != null) {
            ref.put("min-snapshots-to-keep", min);
        }
        return this;
    }

    static long span(double days) {
        return (long) (days * Duration.ofDays(1).toMillis());
    }

    TableMetadata build() {
        return TableMetadataParser.fromJson("s3://lake/t/metadata/1.metadata.json", table.toString());
    }
}
