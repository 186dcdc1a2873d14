package org.boathouse.service.query;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/**
 * DuckDB's values as JSON. Integers are numbers with all their digits; decimals are strings, which no reader rounds; so are
 * NaN and the infinities, that JSON has no number for. Structs are objects, and maps too, their keys as text.
 */
final class JsonValues {
    private final JsonGenerator json;

    JsonValues(JsonGenerator json) {
        this.json = json;
    }

    void write(Object value) throws IOException, SQLException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof BigDecimal decimal) {
            json.writeString(decimal.toPlainString());
        } else if (value instanceof Double || value instanceof Float) {
            floating((Number) value);
        } else if (value instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else if (value instanceof Number integer) {
            json.writeNumber(integer.longValue());
        } else {
            text(value);
        }
    }

    private void text(Object value) throws IOException, SQLException {
        if (value instanceof DuckDBStruct struct) {
            object(struct.getMap());
        } else if (value instanceof Struct struct) {
            array(struct.getAttributes());
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Array list) {
            array((Object[]) list.getArray());
        } else {
            json.writeString(ValueText.of(value));
        }
    }

    private void floating(Number number) throws IOException {
        if (Double.isFinite(number.doubleValue())) {
            json.writeNumber(number.toString());
        } else {
            json.writeString(number.toString());
        }
    }

    private void object(Map<?, ?> map) throws IOException, SQLException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(ValueText.of(entry.getKey()));
            write(entry.getValue());
        }
        json.writeEndObject();
    }

    private void array(Object[] values) throws IOException, SQLException {
        json.writeStartArray();
        for (Object value : values) {
            write(value);
        }
        json.writeEndArray();
    }
}
