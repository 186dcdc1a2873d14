package org.boathouse.service.diff;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.boathouse.contract.evolution.TableShape;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.state.AsOf;
import org.boathouse.service.state.PointInTime;
import org.boathouse.service.state.Summary;

/**
 * One of the two points.
 *
 * @param metadata of the whole table as it was then; empty where it is no longer known
 */
record DiffPoint(String asked, Optional<Snapshot> snapshot, Schema schema, Optional<TableMetadata> metadata) {
    static DiffPoint of(String asked, AsOf point, StoredTable table) {
        PointInTime at = point.resolve(table.table());
        TableMetadata now = table.metadata();
        Optional<TableMetadata> then = isNow(at, now)
                ? Optional.of(now)
                : at.snapshot()
                        .map(snapshot -> point.moment().orElse(Instant.ofEpochMilli(snapshot.timestampMillis())))
                        .flatMap(moment -> asOf(moment, table));
        return new DiffPoint(asked, at.snapshot(), at.schema(), then);
    }

    private static boolean isNow(PointInTime at, TableMetadata now) {
        return at.schema().sameSchema(now.schema())
                && at.snapshot()
                        .map(snapshot -> snapshot.equals(now.currentSnapshot()))
                        .orElse(now.currentSnapshot() == null);
    }

    /** A table's properties and partitioning are no snapshot's: what they were stands in the metadata files of then. */
    private static Optional<TableMetadata> asOf(Instant moment, StoredTable table) {
        TableMetadata now = table.metadata();
        if (now.lastUpdatedMillis() <= moment.toEpochMilli()) {
            return Optional.of(now);
        }
        return now.previousFiles().stream()
                .filter(entry -> entry.timestampMillis() <= moment.toEpochMilli())
                .max(Comparator.comparingLong(MetadataLogEntry::timestampMillis))
                .flatMap(entry -> read(entry.file(), table));
    }

    private static Optional<TableMetadata> read(String file, StoredTable table) {
        try {
            return Optional.of(TableMetadataParser.read(table.table().io(), file));
        } catch (NotFoundException collected) {
            return Optional.empty();
        }
    }

    /** @param otherwise the metadata to go by where that of then is not known */
    TableShape shape(TableMetadata otherwise) {
        TableMetadata layout = metadata.orElse(otherwise);
        return TableShape.of(layout.formatVersion(), schema, layout.spec(), layout.sortOrder(), layout.specs());
    }

    DiffReport.Point report() {
        Optional<Summary> summary = snapshot.map(found -> new Summary(found.summary()));
        return new DiffReport.Point(
                asked,
                snapshot.map(Snapshot::snapshotId).orElse(null),
                snapshot.map(found -> Instant.ofEpochMilli(found.timestampMillis()))
                        .orElse(null),
                snapshot.isPresent() ? summary.map(Summary::rows).orElse(null) : Long.valueOf(0),
                snapshot.isPresent()
                        ? summary.map(found -> found.count(SnapshotSummary.TOTAL_DATA_FILES_PROP))
                                .orElse(null)
                        : Long.valueOf(0));
    }
}
