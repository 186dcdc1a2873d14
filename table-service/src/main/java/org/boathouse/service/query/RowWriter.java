package org.boathouse.service.query;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Writes a result row by row. */
interface RowWriter {
    void begin(List<ResultColumn> columns) throws IOException;

    void row(Object[] values) throws IOException, SQLException;

    /** Everything is written; what is not flushed yet is. */
    void end() throws IOException;
}
