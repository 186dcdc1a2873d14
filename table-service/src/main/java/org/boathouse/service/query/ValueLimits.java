package org.boathouse.service.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Keeps single calls from making values of any size, {@code repeat('x', 4000000000)} for one: DuckDB counts such memory
 * against no limit and cannot be stopped while it fills it. Their sizes are checked where they are computed, by wrapping the
 * argument that decides them.
 */
final class ValueLimits {
    /** Elements of a list or characters of a text, from one call. DuckDB computes some two thousand values at a time. */
    private static final int SIZE_MAX = 100_000;

    /** Beyond any limit where a format asks for a width of five digits, or for one that an argument tells. */
    private static final String WIDTH_IN_FORMAT =
            "CASE WHEN regexp_matches(a0, '[0-9]{5}|[{][^}]*[{]|%[^a-zA-Z%]*[*]') THEN 1e9 ELSE 0 END";

    private final Function<String, JsonNode> parser;

    /** @param parser from an expression's SQL to its tree */
    ValueLimits(Function<String, JsonNode> parser) {
        this.parser = parser;
    }

    /** Wraps the call's argument where it is such a call. */
    void guard(ObjectNode call) {
        ArrayNode arguments = call.withArray("arguments");
        String name = call.path("function_name").asText().toLowerCase(Locale.ROOT);
        int count = arguments.size();
        switch (name) {
            case "repeat" -> wrap(name, arguments, 1, "CAST(a1 AS DOUBLE) * len(a0)");
            case "replace", "regexp_replace" -> wrap(name, arguments, 2, "CAST(len(a0) AS DOUBLE) * len(a2) / 100");
            case "printf", "format" -> wrap(name, arguments, 0, WIDTH_IN_FORMAT);
            case "lpad", "rpad", "list_resize", "array_resize", "bitstring" -> wrap(name, arguments, 1, "a1");
            case "bar" -> wrap(name, arguments, 3, "a3");
            case "range", "generate_series" -> {
                if (count == 1) {
                    wrap(name, arguments, 0, "a0");
                } else if (count == 2) {
                    wrap(name, arguments, 1, "CAST(a1 AS DOUBLE) - a0");
                } else if (count == 3) {
                    boolean times = isInterval(expression(arguments, 2));
                    wrap(
                            name,
                            arguments,
                            1,
                            times
                                    ? "(epoch(CAST(a1 AS TIMESTAMP)) - epoch(CAST(a0 AS TIMESTAMP))) / epoch(a2)"
                                    : "(CAST(a1 AS DOUBLE) - a0) / a2");
                }
            }
            default -> {
                // Makes nothing larger than what it is given.
            }
        }
    }

    /** {@code INTERVAL 1 DAY} is parsed as a call of to_days, {@code INTERVAL '1 day'} as a cast. */
    private static boolean isInterval(JsonNode expression) {
        return expression.path("function_name").asText().startsWith("to_")
                || expression.path("type_expr").path("type_name").asText().equalsIgnoreCase("INTERVAL");
    }

    private void wrap(String name, ArrayNode arguments, int index, String size) {
        if (index >= arguments.size()) {
            return;
        }
        String guarded =
                "CASE WHEN %s > %d THEN error('%s() makes at most %d elements or characters here; as a table, FROM range(...), it may go on')"
                                .formatted(size, SIZE_MAX, name, SIZE_MAX)
                        + " ELSE a" + index + " END";
        List<JsonNode> given = new ArrayList<>();
        arguments.forEach(argument -> given.add(argument.path("expression").deepCopy()));
        JsonNode tree = substituted(parser.apply(guarded), given);
        ((ObjectNode) arguments.get(index)).set("expression", tree);
    }

    private static JsonNode expression(ArrayNode arguments, int index) {
        return arguments.get(index).path("expression");
    }

    /** Puts the arguments where the guard names them. */
    private static JsonNode substituted(JsonNode node, List<JsonNode> arguments) {
        if (node.path("class").asText().equals("COLUMN_REF")) {
            int index =
                    Integer.parseInt(node.path("column_names").path(0).asText().substring(1));
            return arguments.get(index).deepCopy();
        }
        UnaryOperator<JsonNode> inside = child -> substituted(child, arguments);
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(inside.apply(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, inside.apply(array.get(i)));
            }
        }
        return node;
    }
}
