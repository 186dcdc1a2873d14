package org.boathouse.service.query;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.DeleteLoader;
import org.duckdb.DuckDBAppender;

/**
 * The rows that a scan's position deletes and deletion vectors take out, in a temporary table {@code (file, pos)}. Deletes in
 * Parquet DuckDB reads itself; deletion vectors and deletes in other formats Iceberg does.
 */
final class RowDeletes {
    private final TableScan scan;
    private final FileCache.Lease files;
    private final DuckConnection duck;

    RowDeletes(TableScan scan, FileCache.Lease files, DuckConnection duck) {
        this.scan = scan;
        this.files = files;
        this.duck = duck;
    }

    void load(String table) {
        String pairs = table + "_pairs";
        duck.execute("CREATE TEMP TABLE " + table + "(file VARCHAR, pos BIGINT)");
        duck.execute("CREATE TEMP TABLE " + pairs + "(deletes VARCHAR, location VARCHAR, file VARCHAR)");
        List<Path> parquet = pairs(pairs);
        if (!parquet.isEmpty()) {
            duck.execute("""
                    INSERT INTO %s SELECT p.file, d.pos FROM read_parquet(%s, hive_partitioning = false, filename = 'deletes') d
                    JOIN %s p ON p.deletes = d.deletes AND p.location = d.file_path""".formatted(table, SqlText.files(parquet), pairs));
        }
        loadByIceberg(table);
    }

    /** Which delete file applies to which data file: Iceberg has decided it by sequence number and partition. */
    private List<Path> pairs(String table) {
        List<Path> parquet = new ArrayList<>();
        append(table, appender -> {
            for (FileScanTask task : scan.tasks()) {
                for (DeleteFile delete : positionDeletes(task, true)) {
                    Path deletes = files.copy(delete.location());
                    parquet.add(deletes);
                    String location = task.file().location();
                    appender.beginRow();
                    appender.append(deletes.toString());
                    appender.append(location);
                    appender.append(files.copy(location).toString());
                    appender.endRow();
                }
            }
        });
        return parquet.stream().distinct().toList();
    }

    private void loadByIceberg(String table) {
        DeleteLoader loader = new BaseDeleteLoader(delete -> scan.table().io().newInputFile(delete.location()));
        append(table, appender -> {
            for (FileScanTask task : scan.tasks()) {
                List<DeleteFile> deletes = positionDeletes(task, false);
                if (!deletes.isEmpty()) {
                    String location = task.file().location();
                    String file = files.copy(location).toString();
                    List<Long> positions = new ArrayList<>();
                    loader.loadPositionDeletes(deletes, location).forEach(positions::add);
                    for (long position : positions) {
                        appender.beginRow();
                        appender.append(file);
                        appender.append(position);
                        appender.endRow();
                    }
                }
            }
        });
    }

    private static List<DeleteFile> positionDeletes(FileScanTask task, boolean parquet) {
        return task.deletes().stream()
                .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
                .filter(delete -> (delete.format() == FileFormat.PARQUET) == parquet)
                .toList();
    }

    @FunctionalInterface
    private interface Rows {
        void appendTo(DuckDBAppender appender) throws SQLException;
    }

    private void append(String table, Rows rows) {
        try (DuckDBAppender appender = duck.appender(table)) {
            rows.appendTo(appender);
        } catch (SQLException e) {
            throw DuckFailure.of(e);
        }
    }
}
