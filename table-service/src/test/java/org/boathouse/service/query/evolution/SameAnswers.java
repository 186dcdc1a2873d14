package org.boathouse.service.query.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.boathouse.service.query.IcebergRows;
import org.boathouse.service.query.TestEngine;

/** Holds SQL's answers to what Iceberg's reader and Java make of the same question: columns, their types, and rows in any order. */
record SameAnswers(TestEngine engine) {
    void check(RandomQuery query, List<Record> rows, Point point, String table) {
        String sql = query.sql(table + point.at());
        String asked = sql + " as of " + point.asOf();
        JsonNode result;
        try {
            result = engine.json(sql, point.asOf());
        } catch (RuntimeException e) {
            throw new AssertionError(asked + ": " + e, e);
        }
        List<String> columns = new ArrayList<>();
        for (JsonNode column : result.path("columns")) {
            columns.add(unquoted(
                    column.path("name").asText() + " " + column.path("type").asText()));
        }
        assertEquals(query.columns().stream().map(SameAnswers::unquoted).toList(), columns, asked);
        List<String> surplus = new ArrayList<>();
        result.path("rows").forEach(row -> surplus.add(row.toString()));
        List<String> missing = new ArrayList<>();
        for (List<Object> row : query.answer(rows)) {
            String expected = IcebergRows.text(row);
            if (!surplus.remove(expected)) {
                missing.add(expected);
            }
        }
        assertTrue(missing.isEmpty() && surplus.isEmpty(), () -> "%s: missing %s, found instead %s"
                .formatted(asked, missing, surplus));
    }

    private static String unquoted(String column) {
        return column.replace("\"", "");
    }
}
