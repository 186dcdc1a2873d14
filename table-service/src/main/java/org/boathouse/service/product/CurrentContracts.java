package org.boathouse.service.product;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.DataContract.Status;
import org.boathouse.service.database.Database;

/**
 * The contracts that are registered now, each in its present version and status. Which these are is asked of the database every time,
 * for another replica may have registered one; a version is parsed once.
 */
@Singleton
public class CurrentContracts {
    private static final int PARSED_MAX = 1_000;

    private final Database database;
    private final Cache<Long, DataContract> parsed =
            Caffeine.newBuilder().maximumSize(PARSED_MAX).build();

    CurrentContracts(Database database) {
        this.database = database;
    }

    /** The contract that describes a table; empty where none does. */
    public Optional<DataContract> of(TableName table) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT contract_version_id, status FROM contract_table JOIN contract USING (contract_id)
                    WHERE table_name = ?
                    """)) {
                select.setString(1, table.toString());
                return parsed(connection, select).stream().findFirst();
            }
        });
    }

    /** All of them, by id. */
    public List<DataContract> all() {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT contract_version_id, status FROM contract ORDER BY contract_id")) {
                return parsed(connection, select);
            }
        });
    }

    private List<DataContract> parsed(Connection connection, PreparedStatement idsAndStatuses) throws SQLException {
        Map<Long, Status> statuses = new LinkedHashMap<>();
        try (ResultSet rows = idsAndStatuses.executeQuery()) {
            while (rows.next()) {
                statuses.put(rows.getLong(1), Registry.status(rows.getString(2)));
            }
        }
        List<DataContract> contracts = new ArrayList<>();
        for (Map.Entry<Long, Status> row : statuses.entrySet()) {
            DataContract known = parsed.getIfPresent(row.getKey());
            if (known == null) {
                known = Registry.version(connection, row.getKey());
                parsed.put(row.getKey(), known);
            }
            contracts.add(known.withStatus(row.getValue()));
        }
        return contracts;
    }
}
