package org.boathouse.service.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.boathouse.service.terminal.TextTable;

/** Shows a result that comes as {@link ResultFormat#JSON}, row by row. */
final class ResultTable {
    private static final JsonMapper JSON = new JsonMapper(new JsonFactory());
    private static final Pattern NUMBER =
            Pattern.compile("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*|BIGNUM");

    private final PrintWriter out;
    private final OptionalInt widthMax;

    ResultTable(PrintWriter out, OptionalInt widthMax) {
        this.out = out;
        this.widthMax = widthMax;
    }

    /** @return how many rows there were */
    long print(InputStream json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            expect(parser, JsonToken.START_OBJECT);
            expect(parser, JsonToken.FIELD_NAME);
            expect(parser, JsonToken.START_ARRAY);
            TextTable table = new TextTable(columns(parser), out, widthMax);
            expect(parser, JsonToken.FIELD_NAME);
            expect(parser, JsonToken.START_ARRAY);
            long rows = 0;
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                table.row(row(parser));
                rows++;
            }
            table.end();
            return rows;
        }
    }

    private static List<TextTable.Column> columns(JsonParser parser) throws IOException {
        List<TextTable.Column> columns = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            JsonNode column = parser.readValueAsTree();
            boolean number = NUMBER.matcher(column.path("type").asText()).matches();
            columns.add(new TextTable.Column(column.path("name").asText(), number));
        }
        return columns;
    }

    /** Numbers as their digits stand there. */
    private static List<String> row(JsonParser parser) throws IOException {
        List<String> cells = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.VALUE_NULL) {
                cells.add(null);
            } else if (token.isScalarValue()) {
                cells.add(parser.getText());
            } else {
                cells.add(parser.readValueAsTree().toString());
            }
        }
        return cells;
    }

    private static void expect(JsonParser parser, JsonToken expected) throws IOException {
        JsonToken found = parser.nextToken();
        if (found != expected) {
            throw new IOException("The answer is no result: expected %s, found %s".formatted(expected, found));
        }
    }
}
