package org.boathouse.service.product;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.service.catalog.TableChange;

/**
 * What an apply will do, decided on one state of registry and catalog.
 *
 * @param newVersions the contracts to register; those that are registered as they are need nothing
 * @param newStatuses the registered contracts that are given another status
 */
record ApplyPlan(
        List<DataContract> newVersions, List<DataContract> newStatuses, List<TableChange> changes, ApplyReport report) {
    static final ApplyPlan NOTHING = new ApplyPlan(List.of(), List.of(), List.of(), new ApplyReport(List.of()));

    ApplyPlan {
        newVersions = List.copyOf(newVersions);
        newStatuses = List.copyOf(newStatuses);
        changes = List.copyOf(changes);
    }

    boolean isDone() {
        return newVersions.isEmpty() && newStatuses.isEmpty() && changes.isEmpty();
    }

    /** The namespaces of tables to be made, as their levels. */
    Set<List<String>> namespaces() {
        return changes.stream()
                .filter(TableChange.Create.class::isInstance)
                .map(change -> List.of(change.table().namespace().levels()))
                .collect(Collectors.toSet());
    }
}
