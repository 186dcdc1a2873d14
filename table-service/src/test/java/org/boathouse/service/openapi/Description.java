package org.boathouse.service.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.boathouse.service.state.StateClient.Answer;

/** An OpenAPI document, held against what really comes. Knows as much of JSON schema as the document uses. */
final class Description {
    private final JsonNode api;

    Description(JsonNode api) {
        this.api = api;
    }

    JsonNode api() {
        return api;
    }

    /** @param call such as {@code get /api/v1/tables} */
    JsonNode operation(String call) {
        String[] parts = call.split(" ");
        JsonNode operation = api.path("paths").path(parts[1]).path(parts[0]);
        assertTrue(operation.isObject(), () -> call + " is not described");
        return operation;
    }

    /** The answer has the described keys, all of them and no others, with values of the described types. */
    Answer isTrueOf(String call, Answer answer) {
        String status = answer.status() == 200 ? "200" : "default";
        JsonNode schema = operation(call).at("/responses/" + status + "/content/application~1json/schema");
        assertTrue(schema.isObject(), () -> call + " " + status + " has no schema");
        assertEquals(List.of(), differences(schema, answer.body(), ""), () -> call + ": " + answer);
        return answer;
    }

    private List<String> differences(JsonNode schema, JsonNode value, String at) {
        if (schema.has("$ref")) {
            return differences(api.at(schema.path("$ref").asText().substring(1)), value, at);
        }
        if (schema.has("anyOf")) {
            List<String> all = new ArrayList<>();
            for (JsonNode one : schema.path("anyOf")) {
                List<String> differences = differences(one, value, at);
                if (differences.isEmpty()) {
                    return differences;
                }
                all.addAll(differences);
            }
            return all;
        }
        if (!isOfType(schema.path("type"), value)) {
            return List.of(at + " is " + value + ", not " + schema.path("type"));
        }
        List<String> differences = new ArrayList<>();
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            differences.addAll(differences(schema.path("items"), value.get(i), at + "/" + i));
        }
        if (value.isObject()) {
            schema.path("required").forEach(key -> {
                if (!value.has(key.asText())) {
                    differences.add(at + "/" + key.asText() + " is missing");
                }
            });
            value.properties()
                    .forEach(field -> differences.addAll(
                            property(schema, field.getKey(), field.getValue(), at + "/" + field.getKey())));
        }
        return differences;
    }

    private List<String> property(JsonNode schema, String key, JsonNode value, String at) {
        JsonNode described = schema.path("properties").path(key);
        if (described.isObject()) {
            return differences(described, value, at);
        }
        boolean isAnything = !schema.has("type");
        return isAnything || schema.has("additionalProperties")
                ? differences(schema.path("additionalProperties"), value, at)
                : List.of(at + " is not described");
    }

    private static boolean isOfType(JsonNode types, JsonNode value) {
        if (types.isMissingNode()) {
            return true;
        }
        if (types.isTextual()) {
            return isOfType(types.asText(), value);
        }
        for (JsonNode type : types) {
            if (isOfType(type.asText(), value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "null" -> value.isNull();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new AssertionError("type " + type);
        };
    }
}
