package org.boathouse.service.product;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.DataContract.Status;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.TableGate;

/**
 * Registers contracts and brings their tables in step: all of it in one database transaction, or nothing. Repeating it
 * changes nothing. Two at once: one is decided on what the other left.
 */
@Singleton
class Products {
    private static final int ATTEMPTS_MAX = 10;

    private final LakeCatalog catalog;
    private final Registry registry;
    private final Consumers consumers;

    Products(LakeCatalog catalog, Registry registry, Consumers consumers) {
        this.catalog = catalog;
        this.registry = registry;
        this.consumers = consumers;
    }

    /**
     * @param by who publishes them
     * @throws LakeFailure INVALID for contracts that can't be read, naming every fault; FORBIDDEN (a {@link
     *     org.boathouse.contract.failure.ContractViolation}) for changes that a registered contract does not allow;
     *     CONFLICT where others kept changing the same tables
     */
    ApplyReport apply(ProductFolder products, boolean dryRun, String by) {
        List<DataContract> contracts = products.contracts();
        return decided(
                () -> registry.state(contracts),
                state -> new Planning(catalog, state, consumers).plan(contracts),
                dryRun,
                products.texts(),
                by);
    }

    /**
     * Gives a contract another status, without another version.
     *
     * @param by who does
     * @throws LakeFailure NOT_FOUND where no such contract is registered; FORBIDDEN where what is promised would be taken
     *     back; CONFLICT as for {@link #apply}
     */
    ApplyReport setStatus(String contractId, Status status, String by) {
        return decided(
                () -> registry.state(List.of(contractId), List.of()),
                state -> {
                    DataContract contract = state.contracts().get(contractId);
                    if (contract == null) {
                        throw PublishedContracts.missing(contractId);
                    }
                    return contract.status() == status
                            ? ApplyPlan.NOTHING
                            : new Planning(catalog, state, consumers).planStatus(contract.withStatus(status));
                },
                false,
                Map.of(),
                by);
    }

    private ApplyReport decided(
            Supplier<Registry.State> look,
            Function<Registry.State, ApplyPlan> decide,
            boolean dryRun,
            Map<String, String> texts,
            String by) {
        RuntimeException overtaken = null;
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            Registry.State state = look.get();
            ApplyPlan plan = decide.apply(state);
            if (dryRun || plan.isDone()) {
                return plan.report();
            }
            try {
                commit(plan, state.revision(), texts, by);
                return plan.report();
            } catch (Registry.Moved | CommitFailedException | AlreadyExistsException | NoSuchTableException e) {
                overtaken = e;
            }
        }
        throw new LakeFailure(
                FailureKind.CONFLICT,
                "Others changed the same tables %d times meanwhile; nothing was applied: %s"
                        .formatted(ATTEMPTS_MAX, overtaken.getMessage()),
                overtaken);
    }

    private void commit(ApplyPlan plan, long revision, Map<String, String> texts, String by) {
        plan.namespaces().forEach(namespace -> catalog.ensureNamespace(Namespace.of(namespace.toArray(String[]::new))));
        catalog.commit(
                plan.changes(),
                connection -> registry.register(connection, revision, plan, texts, by),
                // Planning judged the contracts, and their tables become what they say.
                TableGate.OPEN);
    }
}
