package org.boathouse.spark.bronze;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Walks one JSON object and cuts it into columns; what no column asks for is rescued, unless it is null. */
final class JsonRecord {
    private static final JsonFactory JSON = new JsonFactory();
    /** Beyond this a number written out in full is longer than any number type holds. */
    private static final int EXPONENT_MAX = 400;

    private final RecordColumns columns;
    private final String[] texts;
    private Map<String, String> rescued = Map.of();

    private JsonRecord(RecordColumns columns) {
        this.columns = columns;
        this.texts = new String[columns.count()];
    }

    /** Reads the object that the parser stands before, up to its last token. */
    static RawRecord read(long number, JsonParser parser, JsonShape.Node root, RecordColumns columns)
            throws IOException {
        JsonRecord record = new JsonRecord(columns);
        record.walk(parser, root);
        return new RawRecord(number, record.texts, record.rescued);
    }

    private void value(JsonParser parser, JsonShape.Node node) throws IOException {
        if (!node.isColumn()) {
            walk(parser, node);
        } else if (!node.isOnTheWay()) {
            take(parser, node);
        } else {
            // A column, and others inside it: read twice.
            String json = json(parser);
            take(parserOf(json), node);
            walk(parserOf(json), node);
        }
    }

    private void walk(JsonParser parser, JsonShape.Node node) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonShape.Node field = node.fields.get(name);
                parser.nextToken();
                if (field != null) {
                    value(parser, field);
                } else if (!node.isColumn()) {
                    rescue(node.pathOf(name), parser);
                } else {
                    parser.skipChildren();
                }
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                JsonShape.Node element = node.elements.get(i);
                if (element != null) {
                    value(parser, element);
                } else if (!node.isColumn()) {
                    rescue(node.pathOf(i), parser);
                } else {
                    parser.skipChildren();
                }
            }
        } else if (!node.isColumn()) {
            rescue(node.path, parser);
        }
    }

    private void take(JsonParser parser, JsonShape.Node node) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        Type type = columns.source(node.columns.get(0)).type();
        boolean isFraction = parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
        String text = parser.currentToken() == JsonToken.START_OBJECT && type.isStructType()
                ? knownFields(parser, type.asStructType(), node.path)
                : text(parser);
        for (int column : node.columns) {
            if (texts[column] != null) {
                // The same name twice in one object: the last one counts, as everywhere, and none is lost.
                rescue("$." + node.path, texts[column]);
            }
            boolean asItStands = !isFraction || columns.source(column).type().equals(Types.StringType.get());
            texts[column] = asItStands ? text : plain(text);
        }
    }

    private void rescue(String path, JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            rescue(columns.rescueKey(path), text(parser));
        }
    }

    private void rescue(String key, String text) {
        rescued = rescued.isEmpty() ? new HashMap<>() : rescued;
        rescued.put(key, text);
    }

    /** A struct's JSON without the fields that its type does not have; those are rescued one by one. */
    private String knownFields(JsonParser parser, Types.StructType type, String path) throws IOException {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            copyKnown(parser, generator, type, path);
        }
        return json.toString();
    }

    private void copyKnown(JsonParser parser, JsonGenerator generator, Types.StructType type, String path)
            throws IOException {
        generator.writeStartObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            NestedField field = type.field(name);
            parser.nextToken();
            if (field == null) {
                rescue(path + "." + name, parser);
            } else {
                generator.writeFieldName(name);
                if (field.type().isStructType() && parser.currentToken() == JsonToken.START_OBJECT) {
                    copyKnown(parser, generator, field.type().asStructType(), path + "." + name);
                } else {
                    generator.copyCurrentStructureExact(parser);
                }
            }
        }
        generator.writeEndObject();
    }

    /** A scalar's own text, a structure's JSON. */
    static String text(JsonParser parser) throws IOException {
        return parser.currentToken().isStructStart() ? json(parser) : parser.getText();
    }

    private static String json(JsonParser parser) throws IOException {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            generator.copyCurrentStructureExact(parser);
        }
        return json.toString();
    }

    private static JsonParser parserOf(String json) throws IOException {
        JsonParser parser = JSON.createParser(json);
        parser.nextToken();
        return parser;
    }

    /** {@code 1.5E3} written out as 1500: to JSON the same number, but not to every cast. */
    private static String plain(String number) {
        if (number.indexOf('e') < 0 && number.indexOf('E') < 0) {
            return number;
        }
        BigDecimal decimal = new BigDecimal(number);
        return Math.abs((long) decimal.scale()) <= EXPONENT_MAX ? decimal.toPlainString() : number;
    }
}
