package org.boathouse.service.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.boathouse.contract.failure.LakeFailure;

/** Runs a query to its end and keeps the result in a file, within the limits. A failure leaves no file. */
final class ResultWriter {
    private static final String ROWS = TreeGate.VIEW_PREFIX + "result";

    private final QuerySettings settings;

    ResultWriter(QuerySettings settings) {
        this.settings = settings;
    }

    QueryResult write(String sql, ResultFormat format, Path file, DuckConnection duck) {
        boolean done = false;
        try {
            if (format == ResultFormat.PARQUET) {
                writeParquet(sql, file, duck);
            } else {
                writeRows(sql, format, file, duck);
            }
            long bytes = Files.size(file);
            if (bytes > settings.resultBytesMax()) {
                throw ResultFile.tooLarge(settings.resultBytesMax());
            }
            done = true;
            return new QueryResult(format, file, bytes);
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot keep the result at " + file + ": " + e.getMessage(), e);
        } finally {
            if (!done) {
                file.toFile().delete();
            }
        }
    }

    private void writeParquet(String sql, Path file, DuckConnection duck) {
        try (SizeWatch watch = new SizeWatch(file, settings.resultBytesMax(), duck)) {
            try {
                duck.execute("COPY (" + sql + ") TO " + SqlText.literal(file.toString())
                        + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
            } catch (QueryInterrupted e) {
                throw watch.stoppedIt() ? ResultFile.tooLarge(settings.resultBytesMax()) : e;
            }
        }
    }

    private void writeRows(String sql, ResultFormat format, Path file, DuckConnection duck) throws IOException {
        List<ResultColumn> columns = duck.columns(sql);
        keep(sql, duck);
        try (ResultFile out = new ResultFile(file, settings.resultBytesMax())) {
            RowWriter writer = format == ResultFormat.JSON ? new JsonRows(out) : new CsvRows(out);
            String list = KeptTimes.list(duck.columns("FROM " + ROWS));
            IOException failed = duck.query("SELECT " + list + " FROM " + ROWS, rows -> {
                try {
                    copy(rows, columns, writer, duck);
                    return null;
                } catch (IOException e) {
                    return e;
                }
            });
            if (failed != null) {
                throw failed;
            }
        }
    }

    /**
     * Rows wait in a temporary table: DuckDB counts it against its memory and can spill it, which it does with no result that
     * is handed out whole; and from one that is streamed its driver loses the reason why a query failed.
     */
    private void keep(String sql, DuckConnection duck) {
        duck.execute(
                "CREATE TEMP TABLE %s AS SELECT * FROM (%s) LIMIT %d".formatted(ROWS, sql, settings.rowsMax() + 1));
        long rows = Long.parseLong(duck.text("SELECT count(*) FROM " + ROWS));
        if (rows > settings.rowsMax()) {
            throw LakeFailure.invalid(
                    "The result has more than %,d rows (boathouse.sql.rows-max): add a LIMIT, aggregate, or take it as Parquet",
                    settings.rowsMax());
        }
    }

    private static void copy(ResultSet rows, List<ResultColumn> columns, RowWriter writer, DuckConnection duck)
            throws IOException, SQLException {
        writer.begin(columns);
        Object[] values = new Object[columns.size()];
        while (rows.next()) {
            if (duck.isInterrupted()) {
                throw new QueryInterrupted();
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = ValueText.read(rows, i + 1, columns.get(i).type());
            }
            writer.row(values);
        }
        writer.end();
    }
}
