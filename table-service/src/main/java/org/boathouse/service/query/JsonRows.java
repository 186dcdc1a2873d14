package org.boathouse.service.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;

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
    public void begin(List<ResultColumn> columns) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("columns");
        for (ResultColumn column : columns) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.type());
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
