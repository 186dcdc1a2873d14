package org.boathouse.service.planning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Scan;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.state.SnapshotFiles;

/** Plans a scan as Iceberg's own library does in an engine. */
final class ScanPlanner {
    private final int tasksPerPageMax;
    private final long bytesMax;

    ScanPlanner(int tasksPerPageMax, long bytesMax) {
        this.tasksPerPageMax = tasksPerPageMax;
        this.bytesMax = bytesMax;
    }

    /**
     * @param goOn asked now and then whether anybody still wants the plan
     * @throws LakeFailure INVALID for a plan that is too large; CORRUPT where a manifest is gone
     * @throws IllegalArgumentException (or Iceberg's ValidationException) for a scan that the table can't have
     */
    ScanTasks plan(StoredTable table, PlanTableScanRequest request, BooleanSupplier goOn) {
        return SnapshotFiles.readManifests(
                table.table(), () -> snapshots(table.table(), request), () -> read(table, request, goOn));
    }

    private static List<Snapshot> snapshots(Table table, PlanTableScanRequest request) {
        if (request.startSnapshotId() != null) {
            List<Snapshot> between = new ArrayList<>();
            SnapshotUtil.ancestorsBetween(request.endSnapshotId(), request.startSnapshotId(), table::snapshot)
                    .forEach(between::add);
            return between;
        }
        return Stream.ofNullable(
                        request.snapshotId() == null ? table.currentSnapshot() : table.snapshot(request.snapshotId()))
                .toList();
    }

    private ScanTasks read(StoredTable table, PlanTableScanRequest request, BooleanSupplier goOn) {
        Map<Integer, PartitionSpec> specs = table.metadata().specsById();
        List<FileScanTask> first = null;
        List<byte[]> rest = new ArrayList<>();
        long bytes = 0;
        List<FileScanTask> page = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = scan(table, request).planFiles()) {
            for (FileScanTask task : tasks) {
                if (page.size() == tasksPerPageMax) {
                    byte[] answer = ScanTasks.page(specs, page);
                    bytes = checkSize(bytes + answer.length);
                    if (first == null) {
                        first = page;
                    } else {
                        rest.add(answer);
                    }
                    page = new ArrayList<>();
                }
                if (!goOn.getAsBoolean()) {
                    throw LakeFailure.invalid("The scan was given up: it took too long or was cancelled");
                }
                page.add(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (first == null) {
            return new ScanTasks(specs, page, List.of());
        }
        byte[] last = ScanTasks.page(specs, page);
        checkSize(bytes + last.length);
        rest.add(last);
        return new ScanTasks(specs, first, rest);
    }

    /** The snapshots that a scan reads. */
    static Set<Long> reads(StoredTable stored, PlanTableScanRequest request) {
        TableMetadata table = stored.metadata();
        Set<Long> reads = new HashSet<>();
        if (request.startSnapshotId() != null) {
            // One that is not there is for the planning itself to refuse.
            Optional.ofNullable(request.endSnapshotId())
                    .filter(end -> table.snapshot(end) != null)
                    .ifPresent(end -> SnapshotUtil.ancestorIdsBetween(end, request.startSnapshotId(), table::snapshot)
                            .forEach(reads::add));
        } else if (request.snapshotId() != null) {
            reads.add(request.snapshotId());
        } else if (table.currentSnapshot() != null) {
            reads.add(table.currentSnapshot().snapshotId());
        }
        return reads;
    }

    private long checkSize(long bytes) {
        if (bytes > bytesMax) {
            throw LakeFailure.invalid(
                    "The scan has more than %s bytes of tasks (boathouse.planning.result-bytes-max): narrow its filter, or plan"
                            + " it in the engine",
                    bytesMax);
        }
        return bytes;
    }

    private static Scan<?, FileScanTask, ?> scan(StoredTable stored, PlanTableScanRequest request) {
        if (request.startSnapshotId() != null) {
            return configured(
                    stored.table()
                            .newIncrementalAppendScan()
                            // As the REST specification has it.
                            .fromSnapshotExclusive(request.startSnapshotId())
                            .toSnapshot(request.endSnapshotId()),
                    request);
        }
        if (request.snapshotId() == null) {
            return configured(stored.table().newScan(), request);
        }
        if (request.useSnapshotSchema()) {
            return configured(stored.table().newScan().useSnapshot(request.snapshotId()), request);
        }
        // The head of a branch is read by the table's schema; a branch at the snapshot gives it that.
        String branch = "asked-for-" + UUID.randomUUID();
        TableMetadata withBranch = TableMetadata.buildFrom(stored.metadata())
                .setRef(branch, SnapshotRef.branchBuilder(request.snapshotId()).build())
                .discardChanges()
                .build();
        Table table = stored.table(withBranch);
        return configured(table.newScan().useRef(branch), request);
    }

    private static <T extends Scan<T, FileScanTask, ?>> T configured(T scan, PlanTableScanRequest request) {
        T configured = scan.caseSensitive(request.caseSensitive());
        if (request.select() != null) {
            configured = configured.select(request.select());
        }
        if (request.filter() != null) {
            configured = configured.filter(request.filter());
        }
        if (request.statsFields() != null) {
            checkColumns(request.statsFields(), scan.schema(), request.caseSensitive());
            configured = configured.includeColumnStats(request.statsFields());
        }
        return request.minRowsRequested() == null
                ? configured
                : configured.minRowsRequested(request.minRowsRequested());
    }

    private static void checkColumns(List<String> names, Schema schema, boolean caseSensitive) {
        for (String name : names) {
            if ((caseSensitive ? schema.findField(name) : schema.caseInsensitiveFindField(name)) == null) {
                throw LakeFailure.invalid("stats-fields: there is no column '%s'", name);
            }
        }
    }
}
