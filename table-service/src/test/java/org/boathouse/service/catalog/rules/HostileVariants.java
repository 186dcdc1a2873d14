package org.boathouse.service.catalog.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** JSON with what does not belong there. */
final class HostileVariants {
    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1",
            "2",
            "11",
            "1.5",
            "2147483447",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999",
            "1e400",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"main\"",
            "\"-5\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"../..\"",
            "\"file:///etc/passwd\"",
            "\"bucket[0]\"",
            "\"truncate[-1]\"",
            "\"bucket[99999999999]\"",
            "\"decimal(99,1)\"",
            "\"fixed[-1]\"",
            "\"variant\"",
            "\"unknown\"",
            "[]",
            "{}",
            "[null]",
            "[1,1]",
            "{\"\":\"\"}",
            "{\"type\":\"list\"}");

    private HostileVariants() {}

    /** An array itself, with each of its parts left out or replaced by {@link #ODD}, and its members repeated or moved. */
    static List<ArrayNode> of(ArrayNode valid) throws Exception {
        List<ArrayNode> variants = new ArrayList<>(List.of(valid));
        for (List<Object> path : paths(valid)) {
            variants.add(with(valid, path, null));
            for (String odd : ODD) {
                variants.add(with(valid, path, JSON.readTree(odd)));
            }
        }
        for (int i = 0; i < valid.size(); i++) {
            ArrayNode repeated = valid.deepCopy();
            repeated.add(valid.get(i));
            variants.add(repeated);
            ArrayNode first = valid.deepCopy();
            first.insert(0, first.remove(i));
            variants.add(first);
        }
        return variants;
    }

    private static List<List<Object>> paths(JsonNode node) {
        List<List<Object>> paths = new ArrayList<>();
        Stream<Map.Entry<?, JsonNode>> children = node.isObject()
                ? node.properties().stream().map(entry -> entry)
                : IntStream.range(0, node.size()).mapToObj(i -> Map.entry(i, node.get(i)));
        children.forEach(child -> {
            paths.add(List.of(child.getKey()));
            for (List<Object> below : paths(child.getValue())) {
                List<Object> path = new ArrayList<>(List.of(child.getKey()));
                path.addAll(below);
                paths.add(path);
            }
        });
        return paths;
    }

    private static ArrayNode with(ArrayNode valid, List<Object> path, JsonNode valueOrNull) {
        ArrayNode copy = valid.deepCopy();
        JsonNode parent = copy;
        for (Object step : path.subList(0, path.size() - 1)) {
            parent = step instanceof String key ? parent.get(key) : parent.get((Integer) step);
        }
        Object last = path.get(path.size() - 1);
        if (last instanceof String key) {
            if (valueOrNull == null) {
                ((ObjectNode) parent).remove(key);
            } else {
                ((ObjectNode) parent).set(key, valueOrNull);
            }
        } else if (valueOrNull == null) {
            ((ArrayNode) parent).remove((int) (Integer) last);
        } else {
            ((ArrayNode) parent).set((int) (Integer) last, valueOrNull);
        }
        return copy;
    }
}
