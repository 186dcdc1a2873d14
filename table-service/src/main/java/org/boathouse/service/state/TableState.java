package org.boathouse.service.state;

import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.catalog.StoredTable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a table is now, from its metadata alone.
 *
 * @param snapshotId of main's head, null where there is none yet
 * @param snapshots how many are kept, on all branches
 * @param rows null where only reading would tell, for rows are deleted by equality
 * @param bytes of the data files
 * @param updatedAt the last commit to the table, by the catalog's clock
 * @param contractVersion null where no contract makes the table; {@code owner} and {@code description} likewise
 * @param held why runs leave it as it is, null where they do not
 */
record TableState(
        String name,
        @Schema(nullable = true) Long snapshotId,
        long snapshots,
        @Schema(nullable = true) Long rows,
        @Schema(nullable = true) Long files,
        @Schema(nullable = true) Long bytes,
        Instant updatedAt,
        @Schema(nullable = true) String contractVersion,
        @Schema(nullable = true) String owner,
        @Schema(nullable = true) String description,
        @Schema(nullable = true) String held) {
    static TableState of(StoredTable table) {
        TableMetadata metadata = table.metadata();
        Snapshot head = metadata.currentSnapshot();
        Summary summary = new Summary(head == null ? Map.of() : head.summary());
        Map<String, String> properties = metadata.properties();
        return new TableState(
                table.identifier().toString(),
                head == null ? null : head.snapshotId(),
                metadata.snapshots().size(),
                head == null ? Long.valueOf(0) : summary.rows(),
                head == null ? Long.valueOf(0) : summary.count(SnapshotSummary.TOTAL_DATA_FILES_PROP),
                head == null ? Long.valueOf(0) : summary.count(SnapshotSummary.TOTAL_FILE_SIZE_PROP),
                table.updatedAt(),
                properties.get(TableKeys.CONTRACT_VERSION),
                properties.get(TableKeys.OWNER),
                properties.get(TableKeys.COMMENT),
                properties.get(TableKeys.HELD));
    }
}
