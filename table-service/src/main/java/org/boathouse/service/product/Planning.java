package org.boathouse.service.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateRequirement;
import org.boathouse.contract.document.Problems;
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
    private final Judgements judgements;
    private final List<String> violations = new ArrayList<>();
    private final List<ApplyReport.Entry> entries = new ArrayList<>();
    /** By name: several products may share a ledger. */
    private final Map<String, TableChange> changes = new TreeMap<>();

    Planning(LakeCatalog catalog, Registry.State registered, Consumers consumers) {
        this.catalog = catalog;
        this.registered = registered;
        this.judgements = new Judgements(consumers);
    }

    /**
     * @throws org.boathouse.contract.failure.LakeFailure INVALID for an upstream that is not there
     * @throws ContractViolation with every change that is not allowed
     */
    ApplyPlan plan(List<DataContract> asked) {
        // What is registered as it is keeps the status that it has by now.
        List<DataContract> contracts = asked.stream()
                .map(contract -> before(contract)
                        .filter(old -> !isNew(contract))
                        .map(old -> contract.withStatus(old.status()))
                        .orElse(contract))
                .toList();
        checkUpstreams(contracts);
        contracts.forEach(contract -> judge(contract, contracts));
        throwViolations();
        for (DataContract contract : contracts) {
            for (TableContract table : contract.tables()) {
                table(contract, table);
            }
        }
        contracts.forEach(contract -> release(contract, contracts));
        throwViolations();
        List<DataContract> newVersions = contracts.stream().filter(this::isNew).toList();
        return new ApplyPlan(newVersions, List.of(), List.copyOf(changes.values()), new ApplyReport(entries));
    }

    /**
     * Gives a registered contract another status, and says so in its tables. One that comes into force again finds its
     * tables in step, or is refused.
     *
     * @throws ContractViolation where what is promised would be taken back, or a table can't be brought in step
     */
    ApplyPlan planStatus(DataContract contract) {
        before(contract)
                .flatMap(old -> Evolution.takenBack(old, contract))
                .ifPresent(violation -> violations.add(violation.message()));
        throwViolations();
        for (TableContract table : contract.tables()) {
            if (comesIntoForce(contract)) {
                table(contract, table);
            } else {
                catalog.find(LakeNames.identifier(table.name())).ifPresent(stored -> {
                    changes.put(table.name().toString(), moveOn(stored, TableKeys.of(contract, table)));
                    entries.add(ApplyReport.Entry.of(
                            table.name(),
                            List.of("contract-status is " + contract.status().id())));
                });
            }
        }
        throwViolations();
        List<DataContract> restated = saysAnew(contract) ? List.of(contract) : List.of();
        return new ApplyPlan(List.of(), restated, List.copyOf(changes.values()), new ApplyReport(entries));
    }

    private boolean comesIntoForce(DataContract contract) {
        return contract.isInForce()
                && before(contract).filter(DataContract::isInForce).isEmpty();
    }

    /** Whether it says something else than what is registered, be it the status alone. */
    private boolean saysAnew(DataContract contract) {
        return isNew(contract)
                || before(contract)
                        .filter(old -> old.status() == contract.status())
                        .isEmpty();
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
        before(contract).ifPresent(old -> judgements
                .judge(old, contract)
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
        } else if (contract.status() != DataContract.Status.RETIRED) {
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
                        .filter(touched -> contract.isInForce() && saysAnew(contract)))
                .ifPresent(update -> changes.put(table.name().toString(), ofThisShape(update, stored)));
        entries.add(ApplyReport.Entry.of(
                table.name(),
                evolution.changes(),
                evolution.ddl(),
                judgements.of(contract, table.name()).and(evolution.warnings())));
    }

    /**
     * Overtaken by whoever changes the columns or the partitioning that were found in step with the contract: as long as it is
     * not in force, nothing holds them.
     */
    private static TableChange ofThisShape(TableChange.Update update, StoredTable stored) {
        List<UpdateRequirement> requirements = new ArrayList<>(update.requirements());
        requirements.add(
                new UpdateRequirement.AssertCurrentSchemaID(stored.metadata().currentSchemaId()));
        requirements.add(
                new UpdateRequirement.AssertDefaultSpecID(stored.metadata().defaultSpecId()));
        return new TableChange.Update(update.table(), requirements, update.updates());
    }

    /** The tables that the new version leaves out, and no other contract takes, are under none any more. */
    private void release(DataContract contract, List<DataContract> contracts) {
        before(contract).map(DataContract::tables).orElse(List.of()).stream()
                .map(TableContract::name)
                .filter(left ->
                        contracts.stream().allMatch(other -> other.table(left).isEmpty()))
                .flatMap(left -> Stream.of(left, left.quarantine()))
                .forEach(left ->
                        catalog.find(LakeNames.identifier(left)).ifPresent(stored -> release(contract, left, stored)));
    }

    private void release(DataContract contract, TableName left, StoredTable stored) {
        Set<String> keys = new TreeSet<>(TableKeys.FROM_CONTRACT);
        keys.retainAll(stored.metadata().properties().keySet());
        if (!keys.isEmpty()) {
            changes.put(left.toString(), update(stored, new MetadataUpdate.RemoveProperties(keys)));
            entries.add(ApplyReport.Entry.of(
                    left,
                    List.of("no longer under contract " + contract.name()),
                    List.of(),
                    judgements.of(contract, left)));
        }
    }

    /** One of the lake's own tables, without which the described one can't be made. */
    private void needed(DataContract contract, TableName name, Schema schema, Map<String, String> properties) {
        if (changes.containsKey(name.toString())) {
            return;
        }
        Optional<StoredTable> stored = catalog.find(LakeNames.identifier(name));
        if (stored.isEmpty()) {
            if (contract.status() != DataContract.Status.RETIRED) {
                create(name, schema, PartitionSpec.unpartitioned(), properties);
            }
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
    private static TableChange.Update moveOn(StoredTable stored, Map<String, String> properties) {
        return update(stored, new MetadataUpdate.SetProperties(properties));
    }

    private static TableChange.Update update(StoredTable stored, MetadataUpdate update) {
        return new TableChange.Update(
                stored.identifier(),
                List.of(new UpdateRequirement.AssertTableUUID(stored.metadata().uuid())),
                List.of(update));
    }

    private void create(TableName name, Schema schema, PartitionSpec spec, Map<String, String> properties) {
        changes.put(
                name.toString(),
                new TableChange.Create(LakeNames.identifier(name), schema, spec, SortOrder.unsorted(), properties));
        entries.add(ApplyReport.Entry.created(name, Ddl.create(name, schema, spec)));
    }
}
