package org.boathouse.service.query;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that one SELECT sees: common table expressions, and its tables by their full names; then its parent's. */
final class QueryScope {
    private final QueryScope parent;
    private final Set<String> expressions = new HashSet<>();
    private final Map<List<String>, String> aliases = new HashMap<>();

    QueryScope(QueryScope parentOrNull) {
        this.parent = parentOrNull;
    }

    void define(String commonTableExpression) {
        expressions.add(commonTableExpression.toLowerCase(Locale.ROOT));
    }

    boolean defines(String name) {
        return expressions.contains(name.toLowerCase(Locale.ROOT)) || (parent != null && parent.defines(name));
    }

    /** Lets columns be named by their table's full path. */
    void alias(List<String> path, String alias) {
        aliases.put(lower(path), alias);
    }

    /** What a table's full path is called here. */
    Optional<String> aliasOf(List<String> path) {
        String alias = aliases.get(lower(path));
        return alias != null ? Optional.of(alias) : Optional.ofNullable(parent).flatMap(scope -> scope.aliasOf(path));
    }

    private static List<String> lower(List<String> path) {
        return path.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
    }
}
