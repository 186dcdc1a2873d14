package org.boathouse.service.retention;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.product.CurrentContracts;
import org.boathouse.service.product.LakeNames;
import org.boathouse.service.security.Permissions;
import org.boathouse.service.security.Permissions.Action;
import org.boathouse.service.security.Principal;
import org.boathouse.service.state.TableLookup;

/** Finds the tables that a request is about, for somebody who may change them. */
@Singleton
class ExpiringTables {
    private final LakeCatalog catalog;
    private final CurrentContracts contracts;
    private final TableLookup lookup;
    private final Permissions permissions;
    private final CurrentVertxRequest http;

    ExpiringTables(
            LakeCatalog catalog,
            CurrentContracts contracts,
            TableLookup lookup,
            Permissions permissions,
            CurrentVertxRequest http) {
        this.catalog = catalog;
        this.contracts = contracts;
        this.lookup = lookup;
        this.permissions = permissions;
        this.http = http;
    }

    /** @throws LakeFailure NOT_FOUND, INVALID, FORBIDDEN */
    List<TableIdentifier> of(ExpireRequest request) {
        if (!request.tables().isEmpty()) {
            return request.tables().stream()
                    .distinct()
                    .map(name -> lookup.toChange(name).identifier())
                    .toList();
        }
        List<TableIdentifier> tables = request.domain() != null
                ? ofDomain(request.domain())
                : request.contracts().isEmpty()
                        ? catalog.tablesUnder(Namespace.empty())
                        : ofContracts(request.contracts());
        Principal principal = Principal.of(http.getCurrent());
        tables.forEach(table -> permissions.require(principal, Action.CHANGE, table.toString()));
        return tables;
    }

    private List<TableIdentifier> ofDomain(String domain) {
        List<TableIdentifier> tables = catalog.tablesUnder(Namespace.of(new Domain(domain).name()));
        if (tables.isEmpty()) {
            throw lookup.unknownDomain(domain, "table");
        }
        return tables;
    }

    private List<TableIdentifier> ofContracts(List<String> ids) {
        List<TableIdentifier> tables = new ArrayList<>();
        List<DataContract> all = contracts.all();
        for (String id : new TreeSet<>(ids)) {
            DataContract contract = all.stream()
                    .filter(registered -> registered.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> LakeFailure.notFound(
                            "No contract with the id '%s' is registered: 'boathouse contract' lists those that are",
                            id));
            contract.tables().stream().map(TableContract::name).forEach(name -> {
                tables.add(LakeNames.identifier(name));
                tables.add(LakeNames.identifier(name.quarantine()));
            });
        }
        return tables;
    }
}
