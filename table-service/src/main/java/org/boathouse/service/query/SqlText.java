package org.boathouse.service.query;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Quoting for DuckDB's SQL. */
final class SqlText {
    private SqlText() {}

    static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    static String files(Collection<Path> files) {
        return files.stream().map(file -> literal(file.toString())).collect(Collectors.joining(", ", "[", "]"));
    }
}
