package org.boathouse.service.query;

import java.io.IOException;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Writes a result row by row. */
interface RowWriter {
    void begin(ResultSetMetaData columns) throws IOException, SQLException;

    void row(Object[] values) throws IOException, SQLException;

    /** Everything is written; what is not flushed yet is. */
    void end() throws IOException;
}
