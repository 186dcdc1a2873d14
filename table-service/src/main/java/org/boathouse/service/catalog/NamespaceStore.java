package org.boathouse.service.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.rest.responses.CreateNamespaceResponse;
import org.apache.iceberg.rest.responses.UpdateNamespacePropertiesResponse;
import org.boathouse.service.catalog.events.Attribution;
import org.boathouse.service.catalog.idempotency.Answer;
import org.boathouse.service.catalog.idempotency.KeyedRequest;
import org.boathouse.service.catalog.names.CatalogNames;
import org.boathouse.service.catalog.rules.PropertyRules;
import org.boathouse.service.database.Database;
import org.boathouse.service.database.SqlWork;

/** Namespaces in PostgreSQL. Making one makes the ancestors it lacks; dropping takes an empty one. */
@Singleton
final class NamespaceStore {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> PROPERTIES = new TypeReference<>() {};

    private final Database database;

    NamespaceStore(Database database) {
        this.database = database;
    }

    /** @throws AlreadyExistsException where it is there already */
    CreateNamespaceResponse create(Namespace namespace, Map<String, String> properties) {
        CatalogNames.check(namespace);
        PropertyRules.check(properties);
        return database.writeRetrying(connection -> {
            ensure(connection, parent(namespace));
            if (!insert(connection, namespace, properties)) {
                throw new AlreadyExistsException("Namespace already exists: %s", namespace);
            }
            CreateNamespaceResponse response = CreateNamespaceResponse.builder()
                    .withNamespace(namespace)
                    .setProperties(properties)
                    .build();
            KeyedRequest.willAnswer(Answer.ok(IcebergJson.bytes(response)));
            return response;
        });
    }

    /** Makes it and its ancestors where they are missing. */
    void ensure(Namespace namespace) {
        CatalogNames.check(namespace);
        database.writeRetrying(connection -> {
            ensure(connection, namespace);
            return null;
        });
    }

    Optional<Map<String, String>> properties(Namespace namespace) {
        return find(namespace).map(NamespaceProperties.Found::values);
    }

    Optional<NamespaceProperties.Found> find(Namespace namespace) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT properties, properties_set_by, properties_set_at FROM namespace WHERE levels = ?")) {
                select.setArray(1, levels(connection, namespace));
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    OffsetDateTime setAt = row.getObject(3, OffsetDateTime.class);
                    return Optional.of(new NamespaceProperties.Found(
                            parse(row.getString(1)), row.getString(2), setAt == null ? null : setAt.toInstant()));
                }
            }
        });
    }

    /** The children of a parent, or the top-level namespaces for the empty one, sorted. */
    Page<Namespace> children(Namespace parent, PageRequest page) {
        return database.read(connection -> {
            OptionalLong parentId = OptionalLong.empty();
            if (!parent.isEmpty()) {
                parentId = OptionalLong.of(id(connection, parent).orElseThrow(() -> missing(parent)));
            }
            String of = parentId.isPresent() ? "parent_id = " + parentId.getAsLong() : "parent_id IS NULL";
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT levels FROM namespace WHERE " + of + " AND levels > ? ORDER BY levels LIMIT ?")) {
                select.setArray(1, levels(connection, child(parent, page.after())));
                select.setLong(2, page.rowsToRead());
                List<Namespace> found = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(namespace(rows.getArray(1)));
                    }
                }
                return page.page(found, child -> child.level(child.length() - 1));
            }
        });
    }

    /** Changes the properties and tells which of the removed ones were not there, in one transaction. */
    UpdateNamespacePropertiesResponse update(Namespace namespace, Set<String> removals, Map<String, String> updates) {
        return update(namespace, removals, updates, SqlWork.NOTHING);
    }

    /** @param also runs last, and may say otherwise what the request is answered */
    UpdateNamespacePropertiesResponse update(
            Namespace namespace, Set<String> removals, Map<String, String> updates, SqlWork also) {
        return database.writeRetrying(connection -> {
            Map<String, String> properties = locked(connection, namespace);
            Set<String> missing = new LinkedHashSet<>(removals);
            missing.removeAll(properties.keySet());
            properties.keySet().removeAll(removals);
            properties.putAll(updates);
            PropertyRules.check(properties);
            try (PreparedStatement update = connection.prepareStatement("""
                    UPDATE namespace SET properties = ?::json, properties_set_by = ?, properties_set_at = now()
                    WHERE levels = ?
                    """)) {
                update.setString(1, write(properties));
                update.setString(2, Attribution.current().principal());
                update.setArray(3, levels(connection, namespace));
                update.executeUpdate();
            }
            UpdateNamespacePropertiesResponse response = UpdateNamespacePropertiesResponse.builder()
                    .addMissing(missing)
                    .addUpdated(updates.keySet())
                    .addRemoved(removals.stream()
                            .filter(key -> !missing.contains(key))
                            .toList())
                    .build();
            KeyedRequest.willAnswer(Answer.ok(IcebergJson.bytes(response)));
            also.in(connection);
            return response;
        });
    }

    /**
     * Keeps what it was, so that it can be brought back.
     *
     * @throws NamespaceNotEmptyException while a namespace or a live table is in it
     */
    void drop(Namespace namespace) {
        boolean dropped;
        try {
            dropped = database.write(connection -> {
                try (PreparedStatement delete = connection.prepareStatement("""
                        WITH gone AS (DELETE FROM namespace WHERE levels = ? RETURNING levels, properties)
                        INSERT INTO dropped_namespace (levels, properties, dropped_by)
                        SELECT levels, properties, ? FROM gone
                        """)) {
                    delete.setArray(1, levels(connection, namespace));
                    delete.setString(2, Attribution.current().principal());
                    if (delete.executeUpdate() == 0) {
                        return false;
                    }
                    KeyedRequest.willAnswer(Answer.NO_CONTENT);
                    return true;
                }
            });
        } catch (Database.Overtaken referenced) {
            throw new NamespaceNotEmptyException(
                    referenced, "Namespace %s is not empty: drop its tables and namespaces first", namespace);
        }
        if (!dropped) {
            throw missing(namespace);
        }
    }

    static NoSuchNamespaceException missing(Namespace namespace) {
        return new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
    }

    static OptionalLong id(Connection connection, Namespace namespace) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT namespace_id FROM namespace WHERE levels = ?")) {
            select.setArray(1, levels(connection, namespace));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    static Array levels(Connection connection, Namespace namespace) throws SQLException {
        return connection.createArrayOf("text", namespace.levels());
    }

    static Namespace namespace(Array levels) throws SQLException {
        return Namespace.of((String[]) levels.getArray());
    }

    /**
     * Brings back, with the properties they had, this namespace and its ancestors as far as they were dropped since; makes
     * those that never were.
     *
     * @return whether the namespace was missing
     */
    static boolean undrop(Connection connection, Namespace namespace, Instant droppedSince) throws SQLException {
        boolean missing = false;
        for (int length = 1; length <= namespace.length(); length++) {
            Namespace level = Namespace.of(Arrays.copyOf(namespace.levels(), length));
            missing = insert(connection, level, propertiesOfDropped(connection, level, droppedSince));
            forgetDropped(connection, level);
        }
        return missing;
    }

    private static void forgetDropped(Connection connection, Namespace namespace) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM dropped_namespace WHERE levels = ?")) {
            delete.setArray(1, levels(connection, namespace));
            delete.executeUpdate();
        }
    }

    private static Map<String, String> propertiesOfDropped(
            Connection connection, Namespace namespace, Instant droppedSince) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT properties FROM dropped_namespace WHERE levels = ? AND dropped_at >= ?
                ORDER BY dropped_namespace_id DESC LIMIT 1
                """)) {
            select.setArray(1, levels(connection, namespace));
            select.setObject(2, droppedSince.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? parse(row.getString(1)) : Map.of();
            }
        }
    }

    private static void ensure(Connection connection, Namespace namespace) throws SQLException {
        for (int length = 1; length <= namespace.length(); length++) {
            insert(connection, Namespace.of(Arrays.copyOf(namespace.levels(), length)), Map.of());
        }
    }

    private static boolean insert(Connection connection, Namespace namespace, Map<String, String> properties)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO namespace (parent_id, levels, properties)
                VALUES ((SELECT namespace_id FROM namespace WHERE levels = ?), ?, ?::json)
                ON CONFLICT ON CONSTRAINT namespace_levels DO NOTHING
                """)) {
            insert.setArray(1, levels(connection, parent(namespace)));
            insert.setArray(2, levels(connection, namespace));
            insert.setString(3, write(properties));
            return insert.executeUpdate() == 1;
        }
    }

    private static Map<String, String> locked(Connection connection, Namespace namespace) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT properties FROM namespace WHERE levels = ? FOR UPDATE")) {
            select.setArray(1, levels(connection, namespace));
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw missing(namespace);
                }
                return parse(row.getString(1));
            }
        }
    }

    private static Namespace parent(Namespace namespace) {
        return Namespace.of(Arrays.copyOf(namespace.levels(), namespace.length() - 1));
    }

    private static Namespace child(Namespace parent, String level) {
        String[] levels = Arrays.copyOf(parent.levels(), parent.length() + 1);
        levels[parent.length()] = level;
        return Namespace.of(levels);
    }

    private static Map<String, String> parse(String json) {
        try {
            return new HashMap<>(JSON.readValue(json, PROPERTIES));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The properties of a namespace are no JSON object of strings", e);
        }
    }

    private static String write(Map<String, String> properties) {
        try {
            return JSON.writeValueAsString(properties);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
