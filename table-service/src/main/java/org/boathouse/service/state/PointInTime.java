package org.boathouse.service.state;

import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;

/** What a table was at one point: its rows, none where it had no snapshot yet, and the schema to read them with. */
public record PointInTime(Optional<Snapshot> snapshot, Schema schema) {
    static PointInTime of(Snapshot snapshotOrNull, Schema schema) {
        return new PointInTime(Optional.ofNullable(snapshotOrNull), schema);
    }
}
