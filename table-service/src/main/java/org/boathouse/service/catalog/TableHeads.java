package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.database.Database;

/** The heads of many tables in one statement, so that all are as they were at one moment. */
@Singleton
final class TableHeads {
    /** Asks the index for namespace and name together; of a handful of tables the database may read all instead. */
    private static final String ONE = """
            SELECT 0, table_id, version, metadata_location FROM iceberg_table
            WHERE namespace_id = (SELECT namespace_id FROM namespace WHERE levels = ?) AND name = ?
            """;

    /**
     * The lists are hidden in subqueries, so that the database keeps one plan for lists of any length, and a table is looked
     * up for each row by itself ({@code OFFSET 0}), so that this plan asks the index for namespace and name together. With
     * four tables this takes it 36 µs, and took 300 as a join with 64 rows of VALUES, which it planned anew each time.
     */
    private static final String MANY = """
            SELECT place - 1, table_id, version, metadata_location
            FROM unnest((SELECT ?::text[]), (SELECT ?::text[])) WITH ORDINALITY AS asked (levels, name, place)
            JOIN namespace ON namespace.levels = asked.levels::text[]
            CROSS JOIN LATERAL (
                SELECT table_id, version, metadata_location FROM iceberg_table
                WHERE namespace_id = namespace.namespace_id AND name = asked.name OFFSET 0) AS found
            """;

    private final Database database;

    TableHeads(Database database) {
        this.database = database;
    }

    /**
     * @param tables different ones, {@link SharedLookup#KEYS_PER_READ_MAX} at most
     * @return of those that are there
     */
    Map<TableIdentifier, TableStore.Head> of(List<TableIdentifier> tables) {
        boolean isOne = tables.size() == 1;
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(isOne ? ONE : MANY)) {
                if (isOne) {
                    select.setArray(
                            1, NamespaceStore.levels(connection, tables.get(0).namespace()));
                    select.setString(2, tables.get(0).name());
                } else {
                    select.setArray(1, texts(connection, tables, table -> literal(table.namespace())));
                    select.setArray(2, texts(connection, tables, TableIdentifier::name));
                }
                Map<TableIdentifier, TableStore.Head> heads = new HashMap<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        heads.put(
                                tables.get(rows.getInt(1)),
                                new TableStore.Head(rows.getObject(2, UUID.class), rows.getLong(3), rows.getString(4)));
                    }
                }
                return heads;
            }
        });
    }

    private static Array texts(
            Connection connection, List<TableIdentifier> tables, Function<TableIdentifier, String> text)
            throws SQLException {
        return connection.createArrayOf("text", tables.stream().map(text).toArray());
    }

    /** The levels as PostgreSQL writes an array; an array of arrays would need as many levels in each. */
    private static String literal(Namespace namespace) {
        return Arrays.stream(namespace.levels())
                .map(level -> '"' + level.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
