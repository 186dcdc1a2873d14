package org.boathouse.service.retention;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.NamespaceProperties;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.product.CurrentContracts;
import org.boathouse.service.product.LakeNames;

/**
 * Finds the policy of a table. Each setting is taken from the first that says it: the table's own properties; for a
 * quarantine, those of its table; the contract of the product; the properties of the namespaces it is in, the domain's last.
 */
@Singleton
class Policies {
    private final LakeCatalog catalog;
    private final CurrentContracts contracts;
    private final NamespaceProperties namespaces;

    Policies(LakeCatalog catalog, CurrentContracts contracts, NamespaceProperties namespaces) {
        this.catalog = catalog;
        this.contracts = contracts;
        this.namespaces = namespaces;
    }

    /** @throws LakeFailure INVALID naming the place where properties say what can't be read */
    Policy of(StoredTable table) {
        List<Policy.Level> levels = new ArrayList<>();
        Optional<TableName> name = LakeNames.of(table.identifier());
        levels.add(level("table " + table.identifier(), table.metadata().properties()));
        Optional<TableName> described = name.map(of -> of.isQuarantine() ? of.quarantined() : of);
        described
                .filter(of -> !of.equals(name.get()))
                .flatMap(of -> catalog.find(LakeNames.identifier(of)))
                .ifPresent(of -> levels.add(
                        level("table " + of.identifier(), of.metadata().properties())));
        described
                .flatMap(contracts::of)
                .filter(contract -> contract.status() != DataContract.Status.RETIRED)
                .ifPresent(contract ->
                        levels.add(new Policy.Level("product " + contract.dataProduct(), contract.retention())));
        levels.addAll(ofNamespaces(table.identifier()));
        return Policy.of(levels);
    }

    private List<Policy.Level> ofNamespaces(TableIdentifier table) {
        List<Policy.Level> levels = new ArrayList<>();
        String[] names = table.namespace().levels();
        for (int length = names.length; length > 0; length--) {
            Namespace namespace = Namespace.of(Arrays.copyOf(names, length));
            String place = (length == 1 ? "domain " : "namespace ") + namespace;
            namespaces.find(namespace).ifPresent(found -> levels.add(level(place, found.values())));
        }
        return levels;
    }

    private static Policy.Level level(String place, Map<String, String> properties) {
        try {
            return new Policy.Level(place, SnapshotRetention.ofProperties(properties));
        } catch (LakeFailure e) {
            throw LakeFailure.invalid("%s: %s", place, e.getMessage());
        }
    }
}
