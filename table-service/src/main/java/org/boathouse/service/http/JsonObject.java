package org.boathouse.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.failure.LakeFailure;

/** An object in a request to the platform: its keys are known, its values of the types asked for, or INVALID says which is not. */
public final class JsonObject {
    private static final ObjectMapper JSON = StrictJson.mapper();

    private final String path;
    private final JsonNode fields;

    private JsonObject(String path, JsonNode fields, List<String> keys) {
        this.path = path;
        this.fields = fields;
        fields.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw LakeFailure.invalid("%s%s: unknown key%s", path, key, Nearest.hint(key, keys));
            }
        });
    }

    /**
     * A request's body.
     *
     * @throws LakeFailure INVALID for what is no JSON object, or has keys besides these
     */
    public static JsonObject of(byte[] body, String... keys) {
        try {
            byte[] json = body == null ? new byte[0] : body;
            return new JsonObject("", StrictJson.readObject(JSON, json, JsonNode.class), List.of(keys));
        } catch (IOException e) {
            throw LakeFailure.invalid(
                    "The request's body: expected a JSON object with %s: %s",
                    String.join(", ", keys), StrictJson.complaint(e));
        }
    }

    /** Whether it is there and not null. */
    public boolean has(String key) {
        return value(key).filter(value -> !value.isNull()).isPresent();
    }

    /** Empty where the key is not there, or null. */
    public Optional<String> text(String key) {
        return value(key).filter(value -> !value.isNull()).map(value -> {
            if (!value.isTextual()) {
                throw expected(key, "a string");
            }
            return value.textValue();
        });
    }

    /** As {@link #text}, where a whole number is as good. */
    public Optional<String> textOrNumber(String key) {
        return value(key)
                .filter(JsonNode::isIntegralNumber)
                .map(JsonNode::asText)
                .or(() -> text(key));
    }

    public Optional<Boolean> flag(String key) {
        return value(key).map(value -> {
            if (!value.isBoolean()) {
                throw expected(key, "true or false");
            }
            return value.booleanValue();
        });
    }

    /** A number of a snapshot: it may have all 64 bits. */
    public Optional<Long> snapshotId(String key) {
        return value(key).map(value -> {
            if (!value.canConvertToLong() || !value.isIntegralNumber()) {
                throw expected(key, "a snapshot id, which is a number");
            }
            return value.longValue();
        });
    }

    public Optional<Integer> number(String key, int min, int max) {
        return value(key).map(value -> {
            if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
                throw expected(key, "a number from " + min + " to " + max);
            }
            return value.intValue();
        });
    }

    /** @param what is in the list, for the message */
    public List<String> texts(String key, int max, String what) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list(key, max, what)) {
            if (!item.isTextual()) {
                throw expected(key + "[" + texts.size() + "]", "a string");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    /** @param what is in the list, for the message */
    public List<JsonObject> objects(String key, int max, String what, String... keys) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonNode item : list(key, max, what)) {
            String at = key + "[" + objects.size() + "]";
            if (!item.isObject()) {
                throw expected(at, "an object with " + String.join(", ", keys));
            }
            objects.add(new JsonObject(path + at + ".", item, List.of(keys)));
        }
        return objects;
    }

    private JsonNode list(String key, int max, String what) {
        JsonNode list = fields.path(key);
        if (!list.isArray() || list.size() > max) {
            throw expected(key, "a list of at most " + max + " " + what);
        }
        return list;
    }

    private Optional<JsonNode> value(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    private LakeFailure expected(String key, String what) {
        return LakeFailure.invalid("%s%s: expected %s", path, key, what);
    }
}
