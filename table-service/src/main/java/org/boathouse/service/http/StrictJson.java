package org.boathouse.service.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as clients may send it: one object and nothing after it, in well-formed UTF-8, no key twice, no text with NUL
 * or that is no Unicode. What two readers could take for two different things is not read at all.
 */
public final class StrictJson {
    private static final int DEPTH_MAX = 500;
    private static final int NUMBER_CHARS_MAX = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Names of properties are the clients' to choose: interning them would keep them for ever.
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_CHARS_MAX)
                    // A body's own length is bounded.
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private StrictJson() {}

    /** A mapper to be configured further; it writes as any other. */
    public static ObjectMapper mapper() {
        return new ObjectMapper(FACTORY);
    }

    /** @throws IOException for what is no such JSON object, or not of this type */
    public static <T> T readObject(ObjectMapper mapper, byte[] json, Class<T> type) throws IOException {
        try (JsonParser parser = new WellFormed(mapper.createParser(text(json)))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "a JSON object is expected");
            }
            T value = mapper.readValue(parser, type);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the JSON object");
            }
            return value;
        }
    }

    private static String text(byte[] json) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JsonParseException(null, "it is no well-formed UTF-8", e);
        }
    }

    /** An escape can make half a character, which UTF-8 itself can't, and NUL, which no text in the database can hold. */
    private static final class WellFormed extends JsonParserDelegate {
        WellFormed(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.FIELD_NAME && !isWellFormed(currentName())
                    || token == JsonToken.VALUE_STRING && !isWellFormed(getText())) {
                throw new JsonParseException(
                        this, "a text in it holds NUL, or half of a character: an escaped surrogate that is alone");
            }
            return token;
        }

        @Override
        public JsonToken nextValue() throws IOException {
            JsonToken token = nextToken();
            return token == JsonToken.FIELD_NAME ? nextToken() : token;
        }

        private static boolean isWellFormed(String text) {
            for (int i = 0; i < text.length(); i++) {
                char at = text.charAt(i);
                if (at == 0) {
                    return false;
                }
                if (Character.isSurrogate(at)) {
                    if (Character.isLowSurrogate(at)
                            || i + 1 == text.length()
                            || !Character.isLowSurrogate(text.charAt(i + 1))) {
                        return false;
                    }
                    i++;
                }
            }
            return true;
        }
    }

    /** What is wrong, without the snippet of a source that the client knows itself. */
    public static String complaint(Exception e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    }
}
