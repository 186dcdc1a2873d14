package org.boathouse.service.restore;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.junit.jupiter.api.Test;

class RestorationTest {
    private static Snapshot snapshot(String summary) {
        return SnapshotParser.fromJson("""
                {"snapshot-id": 1, "sequence-number": 1, "timestamp-ms": 1767225600000, %s
                 "manifest-list": "s3://lake/t/metadata/snap-1.avro"}""".formatted(summary));
    }

    @Test
    void aSnapshotIsEmptyWhereItsSummarySaysSoAlone() {
        assertTrue(Restoration.isEmpty(
                snapshot("\"summary\": {\"operation\": \"delete\", \"total-data-files\": \"0\"},")));
        assertFalse(Restoration.isEmpty(
                snapshot("\"summary\": {\"operation\": \"append\", \"total-data-files\": \"1\"},")));
        assertFalse(Restoration.isEmpty(snapshot("\"summary\": {\"operation\": \"append\"},")));
        assertFalse(Restoration.isEmpty(snapshot("")), "the first format version knows snapshots without a summary");
    }
}
