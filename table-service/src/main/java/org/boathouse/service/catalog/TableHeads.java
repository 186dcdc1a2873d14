package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.database.Database;

/** The heads of many tables in one statement, so that all are as they were at one moment. */
@Singleton
final class TableHeads {
    /** Written so that there is no plan for it but by the index, however few tables there were when it was planned. */
    private static final String ONE = """
            SELECT 0, table_id, version, metadata_location FROM iceberg_table
            WHERE namespace_id = (SELECT namespace_id FROM namespace WHERE levels = ?) AND name = ?
            """;

    /** Of one size, so that the database keeps its plan; places that are left over are null. */
    private static final String MANY = IntStream.range(0, SharedLookup.KEYS_PER_READ_MAX)
            .mapToObj("(%d, ?::text[], ?::text)"::formatted)
            .collect(Collectors.joining(
                    ", ",
                    "SELECT place, table_id, version, metadata_location FROM (VALUES ",
                    ") AS asked (place, levels, name)"
                            + " JOIN namespace USING (levels) JOIN iceberg_table USING (namespace_id, name)"));

    private final Database database;

    TableHeads(Database database) {
        this.database = database;
    }

    /**
     * @param tables different ones, {@link SharedLookup#KEYS_PER_READ_MAX} at most
     * @return of those that are there
     */
    Map<TableIdentifier, TableStore.Head> of(List<TableIdentifier> tables) {
        int places = tables.size() == 1 ? 1 : SharedLookup.KEYS_PER_READ_MAX;
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(places == 1 ? ONE : MANY)) {
                for (int place = 0; place < places; place++) {
                    TableIdentifier table = place < tables.size() ? tables.get(place) : null;
                    select.setArray(
                            2 * place + 1, table == null ? null : NamespaceStore.levels(connection, table.namespace()));
                    select.setString(2 * place + 2, table == null ? null : table.name());
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
}
