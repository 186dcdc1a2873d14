package org.boathouse.service.product;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.ContractReader;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.DataContract.Status;
import org.boathouse.contract.product.Refinement;

/** The registered contracts, in PostgreSQL. */
@Singleton
class Registry {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final DataSource database;

    Registry(DataSource database) {
        this.database = database;
    }

    /**
     * What is registered at one revision, as far as an apply asks.
     *
     * @param contracts by contract id, with the status they have now
     * @param owners the id of the contract that describes a table
     */
    record State(long revision, Map<String, DataContract> contracts, Map<TableName, String> owners) {}

    /** Another registration came first: decide again on what it left. */
    static final class Moved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Moved() {
            super("another apply registered something meanwhile");
        }
    }

    /** What is registered under the ids of these contracts, and for their tables. */
    State state(List<DataContract> asked) {
        return state(
                asked.stream().map(DataContract::id).toList(),
                asked.stream()
                        .flatMap(contract -> contract.tables().stream())
                        .map(table -> table.name().toString())
                        .toList());
    }

    /** What is registered under these ids, and for these tables. */
    State state(List<String> contractIds, List<String> tables) {
        return reading(connection -> {
            // Before all else: what is read later is of this revision, or the registration will find it moved.
            long revision = revision(connection);
            Map<TableName, String> owners = new HashMap<>();
            query(
                    connection,
                    "SELECT table_name, contract_id FROM contract_table WHERE table_name = ANY (?)",
                    tables,
                    row -> owners.put(TableName.parse(row.getString(1)), row.getString(2)));
            List<String> ids = new ArrayList<>(owners.values());
            ids.addAll(contractIds);
            Map<String, DataContract> contracts = new HashMap<>();
            query(
                    connection,
                    """
                    SELECT v.contract_id, v.file, v.texts, c.status
                    FROM contract c JOIN contract_version v USING (contract_version_id) WHERE c.contract_id = ANY (?)
                    """,
                    ids,
                    row -> contracts.put(
                            row.getString(1),
                            parse(row.getString(2), row.getString(3)).withStatus(status(row.getString(4)))));
            return new State(revision, contracts, owners);
        });
    }

    /**
     * Registers new versions and statuses within the caller's transaction.
     *
     * @param texts all texts of the new versions by file name
     * @param by who publishes them
     * @throws Moved where the registry is no longer at the revision; the transaction must be rolled back
     */
    void register(Connection connection, long revision, ApplyPlan plan, Map<String, String> texts, String by)
            throws SQLException {
        try (PreparedStatement move =
                connection.prepareStatement("UPDATE product_registry SET revision = revision + 1 WHERE revision = ?")) {
            move.setLong(1, revision);
            if (move.executeUpdate() != 1) {
                throw new Moved();
            }
        }
        // A table may move from one of these contracts to another: all let go before any takes.
        for (DataContract contract : plan.newVersions()) {
            long version = insertVersion(connection, contract, texts, by);
            point(connection, contract, version);
            setStatus(connection, contract, by);
        }
        for (DataContract contract : plan.newVersions()) {
            takeTables(connection, contract);
        }
        for (DataContract contract : plan.newStatuses()) {
            setStatus(connection, contract, by);
        }
    }

    private static void setStatus(Connection connection, DataContract contract, String by) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                WITH set AS (UPDATE contract SET status = ? WHERE contract_id = ? RETURNING contract_version_id, status)
                INSERT INTO contract_status (contract_version_id, status, set_by)
                SELECT contract_version_id, status, ? FROM set
                """)) {
            update.setString(1, contract.status().id());
            update.setString(2, contract.id());
            update.setString(3, by);
            update.executeUpdate();
        }
    }

    private static long insertVersion(
            Connection connection, DataContract contract, Map<String, String> texts, String by) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO contract_version (contract_id, name, domain, data_product, version, status, owner, file, texts,
                    content_hash, tables, registered_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?) RETURNING contract_version_id
                """)) {
            insert.setString(1, contract.id());
            insert.setString(2, contract.name());
            insert.setString(3, contract.domain().name());
            insert.setString(4, contract.dataProduct());
            insert.setString(5, contract.version().toString());
            insert.setString(6, contract.status().id());
            insert.setString(7, contract.owner().orElse(null));
            insert.setString(8, contract.file());
            insert.setString(9, write(textsOf(contract, texts)));
            insert.setString(10, contract.contentHash());
            insert.setArray(11, tableNames(connection, contract));
            insert.setString(12, by);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void point(Connection connection, DataContract contract, long versionId) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO contract (contract_id, contract_version_id, status) VALUES (?, ?, ?)
                ON CONFLICT (contract_id) DO UPDATE SET contract_version_id = excluded.contract_version_id
                """);
                PreparedStatement letGo =
                        connection.prepareStatement("DELETE FROM contract_table WHERE contract_id = ?")) {
            upsert.setString(1, contract.id());
            upsert.setLong(2, versionId);
            upsert.setString(3, contract.status().id());
            upsert.executeUpdate();
            letGo.setString(1, contract.id());
            letGo.executeUpdate();
        }
    }

    private static void takeTables(Connection connection, DataContract contract) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO contract_table (table_name, contract_id) SELECT unnest(?::text[]), ?")) {
            insert.setArray(1, tableNames(connection, contract));
            insert.setString(2, contract.id());
            insert.executeUpdate();
        }
    }

    private static Array tableNames(Connection connection, DataContract contract) throws SQLException {
        return connection.createArrayOf(
                "text",
                contract.tables().stream().map(table -> table.name().toString()).toArray());
    }

    /** The contract's own files alone: the document and the SELECTs it names. */
    private static Map<String, String> textsOf(DataContract contract, Map<String, String> texts) {
        Map<String, String> own = new TreeMap<>();
        own.put(contract.file(), texts.get(contract.file()));
        contract.tables().forEach(table -> table.refinement()
                .map(Refinement::step)
                .filter(Refinement.Select.class::isInstance)
                .map(Refinement.Select.class::cast)
                .ifPresent(select -> own.put(select.file(), select.sql())));
        return own;
    }

    /** One version, which never changes. */
    static DataContract version(Connection connection, long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT file, texts FROM contract_version WHERE contract_version_id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return parse(row.getString(1), row.getString(2));
            }
        }
    }

    /** A status as the registry keeps it. */
    static Status status(String kept) {
        return Status.of(kept).orElseThrow(() -> new IllegalStateException("the registry knows no status " + kept));
    }

    private static DataContract parse(String file, String texts) {
        try {
            Map<String, String> all = JSON.readValue(texts, TEXTS);
            return ContractReader.read(file, all.get(file), all);
        } catch (JsonProcessingException | LakeFailure e) {
            throw new LakeFailure(
                    FailureKind.CORRUPT, "The registered contract " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static String write(Map<String, String> texts) {
        try {
            return JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static long revision(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT revision FROM product_registry");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    private interface RowReading {
        void from(ResultSet row) throws SQLException;
    }

    /** @param any what the statement's one parameter, an array, holds */
    private static void query(Connection connection, String sql, List<String> any, RowReading reading)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", any.toArray()));
            read(select, reading);
        }
    }

    private static void read(PreparedStatement select, RowReading reading) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                reading.from(rows);
            }
        }
    }

    private <T> T reading(Reading<T> reading) {
        try (Connection connection = database.getConnection()) {
            return reading.from(connection);
        } catch (SQLException e) {
            throw LakeFailure.unavailable("The registry's database does not answer: " + e.getMessage(), e);
        }
    }
}
