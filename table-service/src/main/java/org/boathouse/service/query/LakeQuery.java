package org.boathouse.service.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;

/**
 * A query that only reads, and reads nothing but tables of the lake.
 *
 * @param sql for DuckDB, with every table replaced by the view of its {@link TableUse}
 */
record LakeQuery(String sql, List<TableUse> tables) {
    static final int LENGTH_MAX = 1 << 20;
    private static final int NESTING_MAX = 3_000;
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(NESTING_MAX)
                    .build())
            .build());

    /** @throws LakeFailure INVALID where it is no single SELECT, calls what is not allowed, or names no table of the lake */
    static LakeQuery parse(String text, DuckConnection duck, TableNames names) {
        if (text.length() > LENGTH_MAX) {
            throw LakeFailure.invalid("The query has %d characters; at most %d are read", text.length(), LENGTH_MAX);
        }
        JsonNode tree = tree(SparkTimeTravel.rewrite(text), duck);
        List<TableUse> uses = new ArrayList<>();
        new TreeGate((path, at) -> view(uses, path, at, names), limits(duck)).query(tree.path("statements"));
        return new LakeQuery(render(tree, duck), List.copyOf(uses));
    }

    private static String view(List<TableUse> uses, List<String> path, Optional<TableUse.At> at, TableNames names) {
        var table = names.identifier(path);
        return uses.stream()
                .filter(use -> use.table().equals(table) && use.at().equals(at))
                .findFirst()
                .orElseGet(() -> {
                    TableUse use = new TableUse(TreeGate.VIEW_PREFIX + uses.size(), table, at);
                    uses.add(use);
                    return use;
                })
                .view();
    }

    /** The SQL of {@code SELECT expression}, an expression that reads no table. */
    static String selectOf(JsonNode expression, DuckConnection duck) {
        TreeGate gate = new TreeGate(
                (path, at) -> {
                    throw LakeFailure.invalid(
                            "A point in time cannot be read from a table (%s)", String.join(".", path));
                },
                limits(duck));
        gate.expression(expression);
        JsonNode tree = tree("SELECT 1", duck);
        selected(tree).removeAll().add(expression);
        return render(tree, duck);
    }

    private static ValueLimits limits(DuckConnection duck) {
        return new ValueLimits(
                expression -> selected(tree("SELECT " + expression, duck)).path(0));
    }

    private static ArrayNode selected(JsonNode tree) {
        return (ArrayNode) tree.at("/statements/0/node/select_list");
    }

    private static JsonNode tree(String sql, DuckConnection duck) {
        JsonNode tree = read(duck.text("SELECT json_serialize_sql(" + SqlText.literal(sql) + ")"));
        if (tree.path("error").asBoolean()) {
            throw refused(tree);
        }
        int statements = tree.path("statements").size();
        if (statements != 1) {
            throw LakeFailure.invalid(
                    statements == 0 ? "The query is empty" : "Expected one statement, found %d", statements);
        }
        return tree;
    }

    private static LakeFailure refused(JsonNode error) {
        String message = error.path("error_message").asText();
        return error.path("error_type").asText().equals("not implemented")
                ? LakeFailure.invalid(
                        "Only SELECT is possible here (also WITH, VALUES, FROM, DESCRIBE, SUMMARIZE); tables are changed through the catalog, by Spark for one")
                : LakeFailure.invalid("%s", DuckFailure.readable(message));
    }

    private static String render(JsonNode tree, DuckConnection duck) {
        return duck.text("SELECT json_deserialize_sql(CAST(" + SqlText.literal(tree.toString()) + " AS JSON))");
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw LakeFailure.invalid("The query is nested too deeply: simplify it, with WITH for one");
        }
    }
}
