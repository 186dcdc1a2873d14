package org.boathouse.service.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A type as DuckDB names it, {@code STRUCT(a INTEGER, "b c" TIMESTAMP[])} for one, read as far as it is made of structs, lists
 * and maps.
 */
sealed interface DuckType {
    /** Anything else, under its whole name. */
    record Leaf(String name) implements DuckType {}

    record Struct(Map<String, DuckType> fields) implements DuckType {}

    /** A list, or an array of a fixed size. */
    record Listed(DuckType element) implements DuckType {}

    record Mapped(DuckType key, DuckType value) implements DuckType {}

    static DuckType parse(String type) {
        String text = type.strip();
        if (text.endsWith("]")) {
            return new Listed(parse(text.substring(0, text.lastIndexOf('['))));
        }
        return inside("STRUCT", text)
                .<DuckType>map(DuckType::struct)
                .or(() -> inside("MAP", text).map(DuckType::mapped))
                .orElseGet(() -> new Leaf(text));
    }

    private static Optional<List<String>> inside(String constructor, String text) {
        return text.startsWith(constructor + "(")
                ? Optional.of(parts(text.substring(constructor.length() + 1, text.length() - 1)))
                : Optional.empty();
    }

    private static DuckType struct(List<String> parts) {
        Map<String, DuckType> fields = new LinkedHashMap<>();
        for (String part : parts) {
            int nameEnd = part.startsWith("\"") ? quoteEnd(part, 0) : part.indexOf(' ');
            String name = part.substring(0, nameEnd);
            fields.put(
                    name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name,
                    parse(part.substring(nameEnd)));
        }
        return new Struct(fields);
    }

    private static DuckType mapped(List<String> parts) {
        return new Mapped(parse(parts.get(0)), parse(parts.get(1)));
    }

    /** Cut at the commas that stand in no parentheses and no quotes. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(begin, at).strip());
                begin = at + 1;
            }
            at = c == '"' || c == '\'' ? quoteEnd(text, at) : at + 1;
        }
        parts.add(text.substring(begin).strip());
        return parts;
    }

    /** @return behind the quote that ends what the one here begins; a doubled one stands for itself */
    private static int quoteEnd(String text, int begin) {
        char quote = text.charAt(begin);
        int at = begin + 1;
        while (text.charAt(at) != quote || (at + 1 < text.length() && text.charAt(at + 1) == quote)) {
            at += text.charAt(at) == quote ? 2 : 1;
        }
        return at + 1;
    }
}
