package org.boathouse.service.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.StreamSupport;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Walks DuckDB's syntax tree of a query: refuses what is not plain reading, and has every table replaced. What it does not
 * know it refuses.
 */
final class TreeGate {
    static final String VIEW_PREFIX = "__boathouse_";

    private static final Set<String> QUERY_NODES = Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE");
    private static final Set<String> TABLE_REFS =
            Set.of("BASE_TABLE", "JOIN", "SUBQUERY", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "SHOW_REF", "PIVOT");

    /** Path as written and the tree of its AT clause or null, to the view that stands for it. */
    private final BiFunction<List<String>, Optional<TableUse.At>, String> views;

    private final ValueLimits limits;

    TreeGate(BiFunction<List<String>, Optional<TableUse.At>, String> views, ValueLimits limits) {
        this.views = views;
        this.limits = limits;
    }

    void query(JsonNode node) {
        walk(node, new QueryScope(null));
    }

    /** Checks an expression that stands alone, as in an AT clause. */
    void expression(JsonNode node) {
        walk(node, new QueryScope(null));
    }

    private void walk(JsonNode node, QueryScope scope) {
        if (node.isArray()) {
            node.forEach(child -> walk(child, scope));
        } else if (node instanceof ObjectNode object) {
            String type = object.path("type").asText();
            if (object.has("class")) {
                expression(object, scope);
            } else if (type.endsWith("_NODE")) {
                queryNode(object, type, scope);
            } else if (object.has("alias") && object.has("sample")) {
                tableRef(object, type, scope);
            } else {
                children(object, scope);
            }
        }
    }

    private void children(ObjectNode object, QueryScope scope) {
        object.forEach(child -> walk(child, scope));
    }

    private void queryNode(ObjectNode node, String type, QueryScope parent) {
        if (!QUERY_NODES.contains(type)) {
            throw LakeFailure.invalid("Only reading is possible here: the query holds a %s", type);
        }
        QueryScope scope = new QueryScope(parent);
        for (JsonNode expression : node.path("cte_map").path("map")) {
            commonTableExpression(expression, scope);
        }
        if (type.equals("RECURSIVE_CTE_NODE")) {
            scope.define(node.path("cte_name").asText());
        }
        if (node.has("from_table")) {
            List<List<String>> unaliased = new ArrayList<>();
            collectUnaliased(node.path("from_table"), unaliased);
            scopeAliases(unaliased, scope);
            walk(node.path("from_table"), scope);
        }
        node.properties().forEach(field -> {
            if (!field.getKey().equals("cte_map") && !field.getKey().equals("from_table")) {
                walk(field.getValue(), scope);
            }
        });
    }

    private void commonTableExpression(JsonNode expression, QueryScope scope) {
        String name = expression.path("key").asText();
        if (name.toLowerCase(Locale.ROOT).startsWith(VIEW_PREFIX)) {
            throw LakeFailure.invalid(
                    "Names that begin with %s are kept for the service: rename '%s'", VIEW_PREFIX, name);
        }
        walk(expression.path("value"), scope);
        scope.define(name);
    }

    /** The tables that one FROM joins and that have no alias. */
    private static void collectUnaliased(JsonNode ref, List<List<String>> paths) {
        switch (ref.path("type").asText()) {
            case "BASE_TABLE" -> {
                if (ref.path("alias").asText().isEmpty()) {
                    paths.add(path(ref));
                }
            }
            case "JOIN" -> {
                collectUnaliased(ref.path("left"), paths);
                collectUnaliased(ref.path("right"), paths);
            }
            case "PIVOT" -> collectUnaliased(ref.path("source"), paths);
            default -> {}
        }
    }

    /** A table is called by its last part, as in SQL anywhere; by its whole name where two would be called the same. */
    private static void scopeAliases(List<List<String>> unaliased, QueryScope scope) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        unaliased.stream().map(TreeGate::last).filter(name -> !seen.add(name)).forEach(twice::add);
        for (List<String> path : unaliased) {
            if (path.size() > 1) {
                scope.alias(path, twice.contains(last(path)) ? String.join(".", path) : path.get(path.size() - 1));
            }
        }
    }

    private static String last(List<String> path) {
        return path.get(path.size() - 1).toLowerCase(Locale.ROOT);
    }

    private void tableRef(ObjectNode ref, String type, QueryScope scope) {
        if (!TABLE_REFS.contains(type)) {
            throw LakeFailure.invalid("The query reads from a %s, which is not possible here", type);
        }
        switch (type) {
            case "BASE_TABLE" -> table(ref, scope);
            case "TABLE_FUNCTION" -> tableFunction(ref, scope);
            case "SHOW_REF" -> show(ref, scope);
            default -> children(ref, scope);
        }
    }

    private void show(ObjectNode ref, QueryScope scope) {
        if (!ref.path("query").isObject()) {
            throw LakeFailure.invalid("SHOW is not possible here: list the lake's tables with 'boathouse tables'");
        }
        walk(ref.path("query"), scope);
    }

    private void tableFunction(ObjectNode ref, QueryScope scope) {
        JsonNode function = ref.path("function");
        AllowedFunctions.checkTableFunction(function.path("function_name").asText());
        // Not the function itself: as a table, range() makes its rows as they are asked for.
        walk(function.path("arguments"), scope);
    }

    private void table(ObjectNode ref, QueryScope scope) {
        List<String> path = path(ref);
        JsonNode clause = ref.path("at_clause");
        if (path.size() == 1 && scope.defines(path.get(0))) {
            if (clause.isObject()) {
                throw LakeFailure.invalid(
                        "'%s' is defined in the query itself: put AT on the tables that it reads", path.get(0));
            }
            return;
        }
        Optional<TableUse.At> at = clause.isObject()
                ? Optional.of(
                        new TableUse.At(clause.path("unit").asText().toUpperCase(Locale.ROOT), clause.path("expr")))
                : Optional.empty();
        String view = views.apply(path, at);
        if (ref.path("alias").asText().isEmpty()) {
            ref.put("alias", scope.aliasOf(path).orElse(path.get(path.size() - 1)));
        }
        ref.put("catalog_name", "").put("schema_name", "").put("table_name", view);
        ref.putNull("at_clause");
        ref.putObject("qualified_name").putArray("path").add(view);
    }

    private void expression(ObjectNode expression, QueryScope scope) {
        switch (expression.path("class").asText()) {
            case "PARAMETER" ->
                throw LakeFailure.invalid("The query has a parameter ('?' or '$name'): write its value into the SQL");
            case "COLUMN_REF" -> column(expression, scope);
            default -> {
                if (expression.has("function_name")) {
                    AllowedFunctions.checkScalar(
                            expression.path("catalog").asText(),
                            expression.path("schema").asText(),
                            expression.path("function_name").asText());
                }
                children(expression, scope);
                limits.guard(expression);
                if (isQuotedField(expression)) {
                    expression.put("type", "ARRAY_EXTRACT");
                }
            }
        }
    }

    /** {@code (s)."it's"}, which DuckDB renders with the quote doubled; {@code s['it''s']}, which is the same, it renders well. */
    private static boolean isQuotedField(ObjectNode expression) {
        return expression.path("type").asText().equals("STRUCT_EXTRACT")
                && expression.at("/children/1/literal/text").asText().contains("'");
    }

    /** A column named by its table's full path is named by what the table is called here. */
    private static void column(ObjectNode column, QueryScope scope) {
        ArrayNode names = (ArrayNode) column.path("column_names");
        List<String> path = texts(names);
        for (int length : new int[] {4, 3}) {
            if (path.size() > length) {
                Optional<String> alias = scope.aliasOf(path.subList(0, length));
                if (alias.isPresent()) {
                    names.removeAll();
                    names.add(alias.get());
                    path.subList(length, path.size()).forEach(names::add);
                    return;
                }
            }
        }
    }

    private static List<String> path(JsonNode table) {
        return texts(table.path("qualified_name").path("path"));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
