package org.boathouse.bench.catalog;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * Commits to one table that follow each other, each on the head that the last one made. Each lets the oldest snapshot go,
 * so that the metadata stays as long as it is. Not for several threads at once.
 */
public final class Appends {
    private final String uuid;
    private final String manifestLists;
    private final long firstId;
    private final long firstSequence;
    private final Snapshot[] first;
    private int made;

    public Appends(TableMetadata metadata) {
        uuid = metadata.uuid();
        manifestLists = metadata.location() + "/metadata/snap-";
        first = metadata.snapshots().toArray(Snapshot[]::new);
        firstId = metadata.currentSnapshot().snapshotId() + 1;
        firstSequence = metadata.lastSequenceNumber() + 1;
    }

    public String next() {
        long id = firstId + made;
        long oldest = made < first.length ? first[made].snapshotId() : id - first.length;
        String request = """
                {"requirements": [
                  {"type": "assert-table-uuid", "uuid": "%s"},
                  {"type": "assert-ref-snapshot-id", "ref": "main", "snapshot-id": %d}],
                 "updates": [
                  {"action": "add-snapshot", "snapshot": {
                    "sequence-number": %d, "snapshot-id": %d, "parent-snapshot-id": %d, "timestamp-ms": %d,
                    "manifest-list": "%s%d-1.avro", "schema-id": 0, "summary": {
                      "operation": "append", "spark.app.id": "local-1763600000000", "added-data-files": "1",
                      "added-records": "1000", "added-files-size": "48211", "changed-partition-count": "1",
                      "total-records": "1000", "total-files-size": "48211", "total-data-files": "1",
                      "total-delete-files": "0", "total-position-deletes": "0", "total-equality-deletes": "0",
                      "engine-name": "spark", "engine-version": "4.1.3",
                      "iceberg-version": "Apache Iceberg 1.12.0"}}},
                  {"action": "set-snapshot-ref", "ref-name": "main", "type": "branch", "snapshot-id": %d},
                  {"action": "remove-snapshots", "snapshot-ids": [%d]}]}""".formatted(
                        uuid,
                        id - 1,
                        firstSequence + made,
                        id,
                        id - 1,
                        System.currentTimeMillis(),
                        manifestLists,
                        id,
                        id,
                        oldest);
        made++;
        return request;
    }
}
