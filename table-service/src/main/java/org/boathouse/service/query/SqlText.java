package org.boathouse.service.query;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Quoting for DuckDB's SQL. */
final class SqlText {
    private SqlText() {}

    static String literal(String value) {
        String quoted = "'" + value.replace("'", "''") + "'";
        // In the text of a statement a NUL would end it.
        return value.indexOf(0) < 0 ? quoted : "(" + quoted.replace("\0", "' || chr(0) || '") + ")";
    }

    static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    static String files(Collection<Path> files) {
        return files.stream().map(file -> literal(file.toString())).collect(Collectors.joining(", ", "[", "]"));
    }
}
