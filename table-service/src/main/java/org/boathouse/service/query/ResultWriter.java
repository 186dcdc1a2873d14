package org.boathouse.service.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.boathouse.contract.failure.LakeFailure;

/** Runs a query to its end and keeps the result in a file, within the limits. A failure leaves no file. */
final class ResultWriter {
    private final QuerySettings settings;

    ResultWriter(QuerySettings settings) {
        this.settings = settings;
    }

    QueryResult write(String sql, ResultFormat format, Path file, DuckConnection duck) {
        boolean done = false;
        try {
            if (format == ResultFormat.PARQUET) {
                duck.execute("COPY (" + sql + ") TO " + SqlText.literal(file.toString())
                        + " (FORMAT parquet, COMPRESSION zstd)");
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

    private void writeRows(String sql, ResultFormat format, Path file, DuckConnection duck) throws IOException {
        try (ResultFile out = new ResultFile(file, settings.resultBytesMax())) {
            RowWriter writer = format == ResultFormat.JSON ? new JsonRows(out) : new CsvRows(out);
            IOException failed = duck.query(sql, rows -> {
                try {
                    copy(rows, writer, duck);
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

    private void copy(ResultSet rows, RowWriter writer, DuckConnection duck) throws IOException, SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        int[] types = new int[columns.getColumnCount()];
        for (int i = 0; i < types.length; i++) {
            types[i] = columns.getColumnType(i + 1);
        }
        writer.begin(columns);
        Object[] values = new Object[types.length];
        for (long count = 1; rows.next(); count++) {
            if (count > settings.rowsMax()) {
                throw LakeFailure.invalid(
                        "The result has more than %,d rows (boathouse.sql.rows-max): add a LIMIT, aggregate, or take it as Parquet",
                        settings.rowsMax());
            }
            if (duck.isInterrupted()) {
                throw new QueryInterrupted();
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = ValueText.read(rows, i + 1, types[i]);
            }
            writer.row(values);
        }
        writer.end();
    }
}
