package org.boathouse.service.restore;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.layout.Layer;
import org.boathouse.contract.layout.TableName;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.database.Database;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.state.TableLookup;

/** Finds the tables that a restore is about, without quarantines: these go with their tables. */
@Singleton
final class RestoredTables {
    private static final int TABLES_MAX = 500;

    private final LakeCatalog catalog;
    private final TableLookup tables;
    private final Database database;

    RestoredTables(LakeCatalog catalog, TableLookup tables, Database database) {
        this.catalog = catalog;
        this.tables = tables;
        this.database = database;
    }

    /** @throws LakeFailure NOT_FOUND, INVALID */
    List<StoredTable> of(RestoreRequest request) {
        List<String> names = !request.tables().isEmpty()
                ? request.tables().stream().distinct().toList()
                : request.domain() != null ? ofDomain(request.domain()) : ofContracts(request.contracts());
        if (names.size() > TABLES_MAX) {
            throw LakeFailure.invalid("These are %d tables; at most %d are restored at once", names.size(), TABLES_MAX);
        }
        names.forEach(RestoredTables::refuseQuarantine);
        return names.stream().map(tables::toChange).toList();
    }

    /** The quarantine of a product's table, where it has one. */
    Optional<StoredTable> quarantineOf(StoredTable table) {
        return name(table.identifier())
                .filter(name -> name.layer() != Layer.RAW)
                .map(name -> name.quarantine().toString())
                .flatMap(name -> tables.find(name, Action.CHANGE));
    }

    private List<String> ofDomain(String domain) {
        List<String> names = catalog.tablesUnder(Namespace.of(new Domain(domain).name())).stream()
                .filter(table -> name(table)
                        .filter(name -> name.layer() != Layer.RAW && !name.isQuarantine())
                        .isPresent())
                .map(TableIdentifier::toString)
                .toList();
        if (names.isEmpty()) {
            throw tables.unknownDomain(domain, "refined table");
        }
        return names;
    }

    private List<String> ofContracts(List<String> contracts) {
        Map<String, List<String>> byContract = new LinkedHashMap<>();
        contracts.forEach(contract -> byContract.put(contract, new ArrayList<>()));
        database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT contract_id, table_name FROM contract_table WHERE contract_id = ANY (?) ORDER BY table_name")) {
                select.setArray(1, connection.createArrayOf("text", contracts.toArray()));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        byContract.get(rows.getString(1)).add(rows.getString(2));
                    }
                }
                return null;
            }
        });
        byContract.forEach((contract, names) -> {
            if (names.isEmpty()) {
                throw LakeFailure.notFound(
                        "No contract with the id '%s' is registered: 'boathouse contract' lists those that are",
                        contract);
            }
        });
        return List.copyOf(
                new TreeSet<>(byContract.values().stream().flatMap(List::stream).toList()));
    }

    private static void refuseQuarantine(String name) {
        if (name.endsWith("__quarantine")) {
            throw LakeFailure.invalid(
                    "%s goes with its table: restore %s",
                    name, name.substring(0, name.length() - "__quarantine".length()));
        }
    }

    private static Optional<TableName> name(TableIdentifier table) {
        Namespace namespace = table.namespace();
        return namespace.length() == 2
                        && Domain.isValid(namespace.level(0))
                        && Layer.of(namespace.level(1)).isPresent()
                ? Optional.of(TableName.parse(table.toString()))
                : Optional.empty();
    }
}
