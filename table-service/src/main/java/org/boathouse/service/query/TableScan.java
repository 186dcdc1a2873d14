package org.boathouse.service.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.PointInTime;
import org.boathouse.service.state.SnapshotFiles;

/**
 * What reading a table at one point takes, as Iceberg plans it.
 *
 * @param tasks one per data file, with the delete files that apply to it
 */
record TableScan(Table table, Schema schema, List<FileScanTask> tasks) {
    /**
     * Reads metadata and manifests, no data.
     *
     * @throws LakeFailure INVALID for files that are no Parquet, CORRUPT where a manifest is gone
     */
    static TableScan plan(Table table, PointInTime point) {
        List<FileScanTask> tasks = SnapshotFiles.readManifests(
                table, () -> point.snapshot().stream().toList(), () -> point.snapshot()
                        .map(snapshot -> tasks(table, snapshot.snapshotId()))
                        .orElse(List.of()));
        tasks.forEach(task -> checkFormat(table, task.file()));
        return new TableScan(table, point.schema(), tasks);
    }

    private static List<FileScanTask> tasks(Table table, long snapshotId) {
        List<FileScanTask> tasks = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            planned.forEach(tasks::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(tasks);
    }

    private static void checkFormat(Table table, ContentFile<?> file) {
        if (file.format() != FileFormat.PARQUET) {
            throw LakeFailure.invalid(
                    "%s holds %s files and SQL reads Parquet only: read it with Spark, or rewrite it",
                    table.name(), file.format());
        }
    }

    /** The files that DuckDB reads itself: data, and deletes in Parquet. */
    Set<CachedFile> files() {
        Set<CachedFile> files = new LinkedHashSet<>();
        for (FileScanTask task : tasks) {
            files.add(cached(task.file()));
            task.deletes().stream()
                    .filter(delete -> delete.format() == FileFormat.PARQUET)
                    .forEach(delete -> files.add(cached(delete)));
        }
        return files;
    }

    /** The deletes that Iceberg reads, from the store. */
    Stream<String> deletesReadThere() {
        return tasks.stream()
                .flatMap(task -> task.deletes().stream())
                .filter(delete -> delete.format() != FileFormat.PARQUET)
                .map(DeleteFile::location)
                .distinct();
    }

    private static CachedFile cached(ContentFile<?> file) {
        return new CachedFile(file.location(), file.fileSizeInBytes());
    }

    boolean hasPositionDeletes() {
        return has(FileContent.POSITION_DELETES);
    }

    boolean hasEqualityDeletes() {
        return has(FileContent.EQUALITY_DELETES);
    }

    private boolean has(FileContent content) {
        return tasks.stream()
                .flatMap(task -> task.deletes().stream())
                .map(DeleteFile::content)
                .anyMatch(content::equals);
    }
}
