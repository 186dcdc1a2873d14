package org.boathouse.service.product;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.service.catalog.Database;

/**
 * The contracts that are registered now, each in its present version. Which these are is asked of the database every time,
 * for another replica may have registered one; a version is parsed once.
 */
@Singleton
class CurrentContracts {
    private static final int PARSED_MAX = 1_000;

    private final Database database;
    private final Cache<Long, DataContract> parsed =
            Caffeine.newBuilder().maximumSize(PARSED_MAX).build();

    CurrentContracts(Database database) {
        this.database = database;
    }

    /** The contract that describes a table; empty where none does. */
    Optional<DataContract> of(TableName table) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT contract_version_id FROM contract_table JOIN contract USING (contract_id) WHERE table_name = ?
                    """)) {
                select.setString(1, table.toString());
                return parsed(connection, select).stream().findFirst();
            }
        });
    }

    /** All of them, by id. */
    List<DataContract> all() {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT contract_version_id FROM contract ORDER BY contract_id")) {
                return parsed(connection, select);
            }
        });
    }

    private List<DataContract> parsed(Connection connection, PreparedStatement selectIds) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet rows = selectIds.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        List<DataContract> contracts = new ArrayList<>();
        for (long id : ids) {
            DataContract known = parsed.getIfPresent(id);
            if (known == null) {
                known = Registry.version(connection, id);
                parsed.put(id, known);
            }
            contracts.add(known);
        }
        return contracts;
    }
}
