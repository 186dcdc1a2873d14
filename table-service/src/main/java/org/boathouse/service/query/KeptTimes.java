package org.boathouse.service.query;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Timestamps in a form that DuckDB's driver hands out unharmed. It takes those with a zone through the JVM's, which is an hour
 * off on days when clocks change; and those within structs, lists and maps through {@link java.sql.Timestamp}, which has no
 * hours that clocks skip and leaves ten days of 1582 out.
 */
final class KeptTimes {
    private static final String ZONED = "TIMESTAMP WITH TIME ZONE";

    private KeptTimes() {}

    /** @return a SELECT list of a table's columns; those with a zone become timestamps without, in UTC; nested ones ISO 8601 texts */
    static String list(List<ResultColumn> columns) {
        return columns.stream()
                .map(column -> {
                    String name = SqlText.identifier(column.name());
                    return top(name, column.type())
                            .map(sql -> sql + " AS " + name)
                            .orElse(name);
                })
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> top(String column, String type) {
        return type.equals(ZONED)
                ? Optional.of(column + " AT TIME ZONE 'UTC'")
                : Optional.of(DuckType.parse(type))
                        .filter(parsed -> !(parsed instanceof DuckType.Leaf))
                        .flatMap(parsed -> text(column, parsed, 0));
    }

    /**
     * @param depth of the lambda that this stands in, whose parameter must not be hidden by another
     * @return empty where no timestamp is in it
     */
    private static Optional<String> text(String value, DuckType type, int depth) {
        if (type instanceof DuckType.Leaf leaf) {
            return leaf(value, leaf.name());
        }
        if (type instanceof DuckType.Listed list) {
            String element = "e" + depth;
            return text(element, list.element(), depth + 1)
                    .map(sql -> "list_transform(%s, lambda %s: %s)".formatted(value, element, sql));
        }
        if (type instanceof DuckType.Mapped map) {
            return map(value, map, depth);
        }
        return struct(value, (DuckType.Struct) type, depth);
    }

    private static Optional<String> leaf(String value, String type) {
        if (!type.startsWith("TIMESTAMP")) {
            return Optional.empty();
        }
        String local = "regexp_replace(CAST(%s AS VARCHAR), ' ([0-9])', 'T\\1')".formatted(value);
        return Optional.of(
                type.equals(ZONED) || type.startsWith("TIMESTAMPTZ")
                        ? "replace(%s, '+00', 'Z')".formatted(local)
                        : local);
    }

    private static Optional<String> map(String value, DuckType.Mapped map, int depth) {
        String entry = "e" + depth;
        String key = entry + ".key";
        String mapped = entry + ".value";
        Optional<String> keys = text(key, map.key(), depth + 1);
        Optional<String> values = text(mapped, map.value(), depth + 1);
        return keys.or(() -> values)
                .map(either ->
                        "map_from_entries(list_transform(map_entries(%s), lambda %s: struct_pack(key := %s, value := %s)))"
                                .formatted(value, entry, keys.orElse(key), values.orElse(mapped)));
    }

    private static Optional<String> struct(String value, DuckType.Struct struct, int depth) {
        boolean[] times = new boolean[1];
        String fields = struct.fields().entrySet().stream()
                .map(field -> {
                    String name = field.getKey();
                    String inside = "struct_extract(%s, %s)".formatted(value, SqlText.literal(name));
                    Optional<String> written = text(inside, field.getValue(), depth);
                    times[0] |= written.isPresent();
                    return SqlText.identifier(name) + " := " + written.orElse(inside);
                })
                .collect(Collectors.joining(", "));
        return times[0]
                ? Optional.of("CASE WHEN %s IS NULL THEN NULL ELSE struct_pack(%s) END".formatted(value, fields))
                : Optional.empty();
    }
}
