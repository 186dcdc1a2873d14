package org.boathouse.service.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@link ResultFormat#CSV}. Nested values are JSON in a field. */
final class CsvRows implements RowWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String LINE_END = "\r\n";

    private final Writer out;

    CsvRows(OutputStream out) {
        this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    }

    @Override
    public void begin(List<ResultColumn> columns) throws IOException {
        out.write(columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(",")));
        out.write(LINE_END);
    }

    @Override
    public void row(Object[] values) throws IOException, SQLException {
        for (int i = 0; i < values.length; i++) {
            out.write(i > 0 ? "," : "");
            out.write(field(values[i], values.length));
        }
        out.write(LINE_END);
    }

    /** A line of one null would be empty, which readers skip: there it is written as a quoted field. */
    private static String field(Object value, int columns) throws IOException, SQLException {
        if (value == null) {
            return columns == 1 ? "\"\"" : "";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        boolean nested = value instanceof Map || value instanceof Array || value instanceof Struct;
        return quoted(nested ? json(value) : ValueText.of(value));
    }

    private static String json(Object value) throws IOException, SQLException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            new JsonValues(json).write(value);
        }
        return text.toString();
    }

    private static String quoted(String text) {
        boolean plain = !text.isEmpty()
                && text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                && !Character.isWhitespace(text.charAt(0))
                && !Character.isWhitespace(text.charAt(text.length() - 1));
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
