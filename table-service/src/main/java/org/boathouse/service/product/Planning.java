package org.boathouse.service.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateRequirement;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.evolution.Compatibility;
import org.boathouse.contract.evolution.Evolution;
import org.boathouse.contract.failure.ContractViolation;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.QuarantineTable;
import org.boathouse.contract.product.Refinement;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;

/** Decides what an apply does: judges every contract first, then compares every table. Changes nothing. */
final class Planning {
    private final LakeCatalog catalog;
    private final Registry.State registered;
    private final List<String> violations = new ArrayList<>();
    private final List<ApplyReport.Entry> entries = new ArrayList<>();
    /** By name: several products may share a ledger. */
    private final Map<String, TableChange> changes = new TreeMap<>();

    Planning(LakeCatalog catalog, Registry.State registered) {
        this.catalog = catalog;
        this.registered = registered;
    }

    /**
     * @throws org.boathouse.contract.failure.LakeFailure INVALID for an upstream that is not there
     * @throws ContractViolation with every change that is not allowed
     */
    ApplyPlan plan(List<DataContract> contracts) {
        checkUpstreams(contracts);
        contracts.forEach(contract -> judge(contract, contracts));
        throwViolations();
        for (DataContract contract : contracts) {
            for (TableContract table : contract.tables()) {
                table(contract, table);
            }
        }
        throwViolations();
        List<DataContract> newVersions = contracts.stream().filter(this::isNew).toList();
        return new ApplyPlan(newVersions, List.copyOf(changes.values()), new ApplyReport(entries));
    }

    private boolean isNew(DataContract contract) {
        return before(contract)
                .filter(old -> old.contentHash().equals(contract.contentHash()))
                .isEmpty();
    }

    private Optional<DataContract> before(DataContract contract) {
        return Optional.ofNullable(registered.contracts().get(contract.id()));
    }

    private void throwViolations() {
        if (!violations.isEmpty()) {
            throw new ContractViolation(String.join("\n", violations));
        }
    }

    private void judge(DataContract contract, List<DataContract> contracts) {
        before(contract)
                .map(old -> Evolution.judge(old, contract))
                .filter(Compatibility.Breaking.class::isInstance)
                .map(Compatibility.Breaking.class::cast)
                .ifPresent(breaking -> breaking.violations()
                        .forEach(violation -> violations.add(contract.file() + ": " + violation.message())));
        for (TableContract table : contract.tables()) {
            String owner = registered.owners().get(table.name());
            boolean letGo = contracts.stream()
                    .anyMatch(other -> other.id().equals(owner)
                            && other.table(table.name()).isEmpty());
            if (owner != null && !owner.equals(contract.id()) && !letGo) {
                DataContract other = registered.contracts().get(owner);
                violations.add(
                        ("%s: %s is described by contract %s (id %s), registered from %s. A table has one contract:"
                                        + " change that one, or take the table out of it first.")
                                .formatted(contract.file(), table.name(), other.name(), owner, other.file()));
            }
        }
    }

    /** A table that is read must be there, or be made by this very apply. */
    private void checkUpstreams(List<DataContract> contracts) {
        Set<TableName> described = contracts.stream()
                .flatMap(contract -> contract.tables().stream())
                .map(TableContract::name)
                .collect(Collectors.toSet());
        Problems problems = new Problems();
        for (DataContract contract : contracts) {
            for (TableContract table : contract.tables()) {
                table.refinement().map(Planning::upstreams).orElse(List.of()).stream()
                        .filter(upstream -> !described.contains(upstream)
                                && catalog.find(LakeNames.identifier(upstream)).isEmpty())
                        .forEach(upstream -> problems.add(
                                contract.file(),
                                "refinement of " + table.name(),
                                "reads " + upstream + ", which is neither in the lake nor in this apply"));
            }
        }
        problems.throwIfAny();
    }

    private static List<TableName> upstreams(Refinement made) {
        List<TableName> upstreams = new ArrayList<>();
        made.incremental().ifPresent(upstreams::add);
        if (made.step() instanceof Refinement.JobClass job) {
            upstreams.addAll(job.upstreams());
        }
        return upstreams;
    }

    private void table(DataContract contract, TableContract table) {
        if (table.refinement().map(Refinement::step).orElse(null) instanceof Refinement.Landed landed) {
            needed(contract, landed.dataset().ledger(), LandingLedger.SCHEMA, LandingLedger.PROPERTIES);
        }
        Optional<StoredTable> stored = catalog.find(LakeNames.identifier(table.name()));
        if (stored.isPresent()) {
            evolve(contract, table, stored.get());
        } else {
            Schema schema = table.icebergSchema();
            Map<String, String> properties = new TreeMap<>(TableKeys.DEFAULTS);
            properties.putAll(TableKeys.of(contract, table));
            create(table.name(), schema, table.partitionSpec(schema), properties);
        }
        if (table.refinement().isPresent()) {
            Map<String, String> properties = new TreeMap<>(QuarantineTable.PROPERTIES);
            properties.put(TableKeys.CONTRACT_ID, contract.id());
            properties.put(TableKeys.COMMENT, "Rows that broke a rule of " + table.name());
            needed(contract, table.name().quarantine(), QuarantineTable.SCHEMA, properties);
        }
    }

    private void evolve(DataContract contract, TableContract table, StoredTable stored) {
        Optional<TableContract> old = before(contract).flatMap(contracted -> contracted.table(table.name()));
        TableEvolution evolution = new TableEvolution(contract, table, old, stored);
        evolution.obstacles().forEach(obstacle -> violations.add(contract.file() + ": " + obstacle));
        evolution
                .update()
                .or(() -> Optional.of(moveOn(stored, TableKeys.of(contract, table)))
                        .filter(touched -> contract.isInForce() && isNew(contract)))
                .ifPresent(update -> changes.put(table.name().toString(), update));
        entries.add(ApplyReport.Entry.of(table.name(), evolution.changes()));
    }

    /** One of the lake's own tables, without which the described one can't be made. */
    private void needed(DataContract contract, TableName name, Schema schema, Map<String, String> properties) {
        if (changes.containsKey(name.toString())) {
            return;
        }
        Optional<StoredTable> stored = catalog.find(LakeNames.identifier(name));
        if (stored.isEmpty()) {
            create(name, schema, PartitionSpec.unpartitioned(), properties);
        } else if (contract.isInForce() && !wasAtStake(contract, name)) {
            changes.put(name.toString(), moveOn(stored.get(), Map.of(TableProperties.GC_ENABLED, "false")));
        }
    }

    private boolean wasAtStake(DataContract contract, TableName needed) {
        return before(contract).filter(DataContract::isInForce).stream()
                .flatMap(old -> old.tables().stream())
                .anyMatch(table -> table.refinement().isPresent()
                        && (table.name().quarantine().equals(needed)
                                || Upstreams.of(table).contains(needed)));
    }

    /**
     * Sets properties that are set already. The row moves on, so that a commit which was judged before this contract was in
     * force is overtaken by it, and judged anew.
     */
    private static TableChange moveOn(StoredTable stored, Map<String, String> properties) {
        return new TableChange.Update(
                stored.identifier(),
                List.of(new UpdateRequirement.AssertTableUUID(stored.metadata().uuid())),
                List.of(new MetadataUpdate.SetProperties(properties)));
    }

    private void create(TableName name, Schema schema, PartitionSpec spec, Map<String, String> properties) {
        changes.put(
                name.toString(),
                new TableChange.Create(LakeNames.identifier(name), schema, spec, SortOrder.unsorted(), properties));
        entries.add(ApplyReport.Entry.created(name));
    }
}
