package org.boathouse.service.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.database.Database;

/** Where staged tables were told to lie, for as long as their clients may take to their first commit. */
@Singleton
final class StagedTables {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final Database database;

    StagedTables(Database database) {
        this.database = database;
    }

    /** A table that may come to be. */
    record Staged(String location, Map<String, String> properties) {}

    void remember(TableIdentifier table, String principal, TableMetadata metadata) {
        database.writeRetrying(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM staged_table WHERE expires_at < now()")) {
                delete.executeUpdate();
            }
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO staged_table (levels, name, principal, location, properties, expires_at)
                    VALUES (?, ?, ?, ?, ?::json, now() + ? * interval '1 second')
                    """)) {
                insert.setArray(1, NamespaceStore.levels(connection, table.namespace()));
                insert.setString(2, table.name());
                insert.setString(3, principal);
                insert.setString(4, metadata.location());
                insert.setString(5, json(metadata.properties()));
                insert.setLong(6, KEPT.toSeconds());
                insert.executeUpdate();
            }
            return null;
        });
    }

    /** What this principal has staged under this name of late. */
    List<Staged> of(TableIdentifier table, String principal) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT location, properties FROM staged_table
                    WHERE name = ? AND levels = ? AND principal = ? AND expires_at > now()
                    """)) {
                select.setString(1, table.name());
                select.setArray(2, NamespaceStore.levels(connection, table.namespace()));
                select.setString(3, principal);
                List<Staged> staged = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        staged.add(new Staged(rows.getString(1), properties(rows.getString(2))));
                    }
                }
                return staged;
            }
        });
    }

    private static String json(Map<String, String> properties) {
        try {
            return JSON.writeValueAsString(properties);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> properties(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("staged_table.properties is no JSON object of texts", e);
        }
    }
}
