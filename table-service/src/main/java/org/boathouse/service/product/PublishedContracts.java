package org.boathouse.service.product;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.database.Database;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The registry as people look at it: which contracts there are, in which versions, and who published which when. */
@Singleton
class PublishedContracts {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String SUMMARY = """
            SELECT v.contract_id, name, domain, data_product, version, c.status, owner, tables, registered_at, registered_by
            FROM contract c JOIN contract_version v USING (contract_version_id)
            """;

    private final Database database;

    PublishedContracts(Database database) {
        this.database = database;
    }

    /**
     * A contract as it is now.
     *
     * @param status the one it has now, which its document may not say
     * @param registeredBy who published this version
     */
    @Schema(name = "Contract")
    public record Summary(
            String id,
            String name,
            String domain,
            String product,
            String version,
            String status,
            String owner,
            List<String> tables,
            Instant registeredAt,
            String registeredBy) {}

    /**
     * One version of a contract.
     *
     * @param documentStatus what its document says
     */
    @Schema(name = "ContractVersion")
    public record Version(
            String version, String documentStatus, List<String> tables, Instant registeredAt, String registeredBy) {}

    /** A status that was given to a contract, with a version or by itself. */
    @Schema(name = "ContractStatus")
    public record StatusSet(String status, String version, Instant at, String by) {}

    /**
     * @param versions newest first
     * @param statuses newest first
     */
    @Schema(name = "ContractLife")
    public record Life(Summary contract, List<Version> versions, List<StatusSet> statuses) {}

    /**
     * A version's texts.
     *
     * @param document the name of the contract's own file
     * @param files that file and the SELECTs it names: name to text, as they were published
     */
    @Schema(name = "ContractTexts")
    public record Texts(String id, String version, String document, Map<String, String> files) {
        /** The contract's YAML, word for word. */
        String yaml() {
            return files.get(document);
        }
    }

    /** By domain, product and name. */
    List<Summary> all() {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(SUMMARY + "ORDER BY domain, data_product, name, v.contract_id")) {
                return list(select, PublishedContracts::summary);
            }
        });
    }

    /** @throws LakeFailure NOT_FOUND where none has this id */
    Life contract(String id) {
        return database.read(connection -> new Life(
                first(connection, SUMMARY + "WHERE c.contract_id = ?", id, PublishedContracts::summary)
                        .orElseThrow(() -> missing(id)),
                list(
                        connection,
                        """
                        SELECT version, status, tables, registered_at, registered_by FROM contract_version
                        WHERE contract_id = ? ORDER BY contract_version_id DESC
                        """,
                        id,
                        row -> new Version(
                                row.getString(1), row.getString(2), texts(row, 3), time(row, 4), row.getString(5))),
                list(
                        connection,
                        """
                        SELECT s.status, v.version, set_at, set_by
                        FROM contract_status s JOIN contract_version v USING (contract_version_id)
                        WHERE contract_id = ? ORDER BY contract_status_id DESC
                        """,
                        id,
                        row -> new StatusSet(row.getString(1), row.getString(2), time(row, 3), row.getString(4)))));
    }

    /**
     * The texts of a version; of a draft that was published several times under one version, the last.
     *
     * @throws LakeFailure NOT_FOUND naming the versions there are
     */
    Texts texts(String id, String version) {
        return found(id, version)
                .orElseThrow(() -> LakeFailure.notFound(
                        "Contract %s has no version '%s'; it has %s",
                        id,
                        version,
                        contract(id).versions().stream()
                                .map(Version::version)
                                .distinct()
                                .toList()));
    }

    private Optional<Texts> found(String id, String version) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT file, texts FROM contract_version WHERE contract_id = ? AND version = ?
                    ORDER BY contract_version_id DESC LIMIT 1
                    """)) {
                select.setString(1, id);
                select.setString(2, version);
                return list(select, row -> new Texts(id, version, row.getString(1), parse(row.getString(2)))).stream()
                        .findFirst();
            }
        });
    }

    static LakeFailure missing(String contractId) {
        return LakeFailure.notFound(
                "No contract has the id '%s': GET /api/v1/contracts lists them; the id stands in its document",
                contractId);
    }

    @FunctionalInterface
    private interface RowReading<T> {
        T from(ResultSet row) throws SQLException;
    }

    private static <T> Optional<T> first(Connection connection, String sql, String id, RowReading<T> reading)
            throws SQLException {
        return list(connection, sql, id, reading).stream().findFirst();
    }

    private static <T> List<T> list(Connection connection, String sql, String id, RowReading<T> reading)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, id);
            return list(select, reading);
        }
    }

    private static <T> List<T> list(PreparedStatement select, RowReading<T> reading) throws SQLException {
        List<T> read = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                read.add(reading.from(rows));
            }
        }
        return read;
    }

    private static Summary summary(ResultSet row) throws SQLException {
        return new Summary(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                texts(row, 8),
                time(row, 9),
                row.getString(10));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Map<String, String> parse(String texts) {
        try {
            return JSON.readValue(texts, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("contract_version.texts is no JSON object of texts", e);
        }
    }
}
