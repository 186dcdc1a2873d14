package org.boathouse.service.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** {@link ResultFormat#JSON}. */
final class JsonRows implements RowWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final JsonValues values;

    JsonRows(OutputStream out) throws IOException {
        json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        values = new JsonValues(json);
    }

    @Override
    public void begin(ResultSetMetaData columns) throws IOException, SQLException {
        json.writeStartObject();
        json.writeArrayFieldStart("columns");
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            json.writeStartObject();
            json.writeStringField("name", columns.getColumnLabel(i));
            json.writeStringField("type", columns.getColumnTypeName(i).replace("\"NULL\"", "NULL"));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
    }

    @Override
    public void row(Object[] row) throws IOException, SQLException {
        json.writeStartArray();
        for (Object value : row) {
            values.write(value);
        }
        json.writeEndArray();
    }

    @Override
    public void end() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }
}
