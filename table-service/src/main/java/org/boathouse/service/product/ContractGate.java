package org.boathouse.service.product;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.evolution.TableShape;
import org.boathouse.contract.evolution.Violation;
import org.boathouse.contract.failure.ContractViolation;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.catalog.TableGate;

/**
 * Holds every change of a table, whoever makes it and however, to the contract in force that describes it. What changes
 * neither a table's shape nor whose it is, as nearly every commit does, passes without a look at the registry.
 */
@Singleton
class ContractGate implements TableGate {
    private final Stakes stakes;
    private final Consumers consumers;

    ContractGate(Stakes stakes, Consumers consumers) {
        this.stakes = stakes;
        this.consumers = consumers;
    }

    @Override
    public void making(TableIdentifier table, TableMetadata made) {
        refuseClaims(
                table,
                TableKeys.OF_CONTRACT.stream()
                        .filter(made.properties()::containsKey)
                        .collect(Collectors.toCollection(TreeSet::new)));
        taking(table, () -> made);
    }

    @Override
    public void taking(TableIdentifier name, Supplier<TableMetadata> moved) {
        inForce(name)
                .filter(stake -> !stake.isOfTheLakesOwn())
                .ifPresent(stake -> refuse(stake, stake.promise().brokenBy(shape(moved.get()))));
    }

    @Override
    public void changing(TableIdentifier table, TableMetadata before, TableMetadata after, long registryRevision) {
        judge(
                table,
                before,
                after,
                () -> registryRevision == REGISTRY_UNREAD ? stakes.in(table) : stakes.in(table, registryRevision));
    }

    @Override
    public void replacing(TableIdentifier table, TableMetadata before, TableMetadata registered) {
        if (Objects.equals(before.uuid(), registered.uuid())) {
            judge(table, before, registered, () -> stakes.in(table));
            return;
        }
        stakes.in(table).ifPresent(stake -> {
            List<Violation> broken = new ArrayList<>(stake.brokenByProperties(changedKeys(before, registered)));
            if (stake.isInForce()) {
                broken.addAll(
                        stake.isOfTheLakesOwn()
                                ? stake.brokenBy(shape(before), shape(registered))
                                : stake.promise().brokenBy(shape(registered)));
            }
            refuse(stake, broken);
        });
    }

    @Override
    public void dropping(TableIdentifier table) {
        inForce(table).ifPresent(stake -> refuse(stake, List.of(stake.brokenByDropping())));
    }

    @Override
    public void renaming(TableIdentifier table, TableIdentifier to) {
        inForce(table).ifPresent(stake -> refuse(stake, List.of(stake.brokenByRenaming(to.toString()))));
    }

    private void judge(
            TableIdentifier table, TableMetadata before, TableMetadata after, Supplier<Optional<Stake>> lookup) {
        Set<String> keys = changedKeys(before, after);
        boolean sameShape = hasSameShape(before, after);
        if (sameShape && keys.isEmpty()) {
            return;
        }
        Optional<Stake> found = lookup.get();
        if (found.isEmpty()) {
            refuseClaims(table, claims(keys, after));
            return;
        }
        Stake stake = found.get();
        List<Violation> broken = new ArrayList<>(stake.brokenByProperties(keys));
        if (stake.isInForce() && !sameShape) {
            broken.addAll(stake.brokenBy(shape(before), shape(after)));
        }
        refuse(stake, broken);
    }

    private Optional<Stake> inForce(TableIdentifier table) {
        return stakes.in(table).filter(Stake::isInForce);
    }

    private void refuse(Stake stake, List<Violation> broken) {
        if (broken.isEmpty()) {
            return;
        }
        List<String> known = consumers.of(stake.name());
        throw new ContractViolation(broken.stream()
                .map(violation -> violation.knownTo(known).message())
                .collect(Collectors.joining("\n")));
    }

    private static void refuseClaims(TableIdentifier table, Set<String> keys) {
        if (!keys.isEmpty()) {
            throw LakeFailure.forbidden(
                    "%s is under no contract, and boathouse apply alone says that it is: leave out the properties %s, or"
                            + " apply a contract that describes it",
                    table, String.join(", ", keys));
        }
    }

    /** What is taken away claims nothing. */
    private static Set<String> claims(Set<String> changed, TableMetadata after) {
        return changed.stream()
                .filter(key -> TableKeys.OF_CONTRACT.contains(key) && after.property(key, null) != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** By their content: nothing hangs on how ids are given to schemas within a commit. */
    private static boolean hasSameShape(TableMetadata before, TableMetadata after) {
        return (before.schema() == after.schema() || before.schema().sameSchema(after.schema()))
                && (before.spec() == after.spec() || before.spec().equals(after.spec()));
    }

    private static Set<String> changedKeys(TableMetadata before, TableMetadata after) {
        Set<String> changed = new TreeSet<>();
        for (String key : TableKeys.FROM_CONTRACT) {
            if (!Objects.equals(before.property(key, null), after.property(key, null))) {
                changed.add(key);
            }
        }
        return changed;
    }

    static TableShape shape(TableMetadata metadata) {
        return TableShape.of(
                metadata.formatVersion(), metadata.schema(), metadata.spec(), metadata.sortOrder(), metadata.specs());
    }
}
