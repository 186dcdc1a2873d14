package org.boathouse.spark.bronze;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The records of a JSON document: the elements of one array, either the document itself or found along a path of field
 * names. The document is never in memory, only the record is. Several documents may follow one another.
 */
final class JsonDocumentRecords implements RecordSource {
    private static final JsonFactory JSON = new JsonFactory();

    private final RecordColumns columns;
    private final JsonShape.Node shape;
    private final List<String> path;
    private final JsonInput input;
    private final JsonParser parser;

    private long number;
    private boolean inArray;
    private boolean ended;

    JsonDocumentRecords(List<String> path, RecordColumns columns, JsonInput input) throws IOException {
        this.columns = columns;
        this.shape = JsonShape.of(columns);
        this.path = path;
        this.input = input;
        this.parser = JSON.createParser(input.bytes());
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        try {
            return advance();
        } catch (JsonProcessingException broken) {
            ended = true;
            return Optional.of(unreadable(
                    input.tear()
                            .orElseGet(() ->
                                    "The JSON breaks off at line %d, column %d: %s. The records before it are kept"
                                            .formatted(
                                                    broken.getLocation().getLineNr(),
                                                    broken.getLocation().getColumnNr(),
                                                    broken.getOriginalMessage())),
                    null));
        }
    }

    private Optional<RawRecord> advance() throws IOException {
        while (true) {
            if (!inArray) {
                if (parser.nextToken() == null) {
                    ended = true;
                    return input.tear().map(tear -> unreadable(tear, null));
                }
                Optional<String> fault = enterArray();
                if (fault.isPresent()) {
                    return Optional.of(unreadable(fault.get(), null));
                }
                inArray = true;
            }
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                inArray = false;
                leaveDocument();
            } else if (token == JsonToken.START_OBJECT) {
                RawRecord record = JsonRecord.read(number + 1, parser, shape, columns);
                number++;
                return Optional.of(record);
            } else {
                String text = JsonRecord.text(parser);
                return Optional.of(unreadable("Record %d is no object".formatted(number + 1), text));
            }
        }
    }

    /** Goes to the array of records in the document that begins at the current token; else says why there is none. */
    private Optional<String> enterArray() throws IOException {
        for (String name : path) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return noArray("found " + kind());
            }
            TreeSet<String> others = new TreeSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME
                    && !parser.currentName().equals(name)) {
                others.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            if (parser.currentToken() != JsonToken.FIELD_NAME) {
                return noArray("found only " + others);
            }
            parser.nextToken();
        }
        return parser.currentToken() == JsonToken.START_ARRAY ? Optional.empty() : noArray("found " + kind());
    }

    private Optional<String> noArray(String found) throws IOException {
        String expected = path.isEmpty()
                ? "an array of objects"
                : "an array of objects at '%s', which the contract's format names".formatted(String.join(".", path));
        String fault = "The JSON document at line %d holds no records: expected %s, %s"
                .formatted(parser.currentTokenLocation().getLineNr(), expected, found);
        leaveDocument();
        return Optional.of(fault);
    }

    private String kind() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            default -> "a single value";
        };
    }

    private void leaveDocument() throws IOException {
        while (!parser.getParsingContext().inRoot() && parser.nextToken() != null) {
            // What stands beside the records belongs to none of them.
        }
    }

    private RawRecord unreadable(String error, String raw) {
        return RawRecord.unreadable(++number, columns.count(), error, raw);
    }
}
