package org.boathouse.service.product;

import jakarta.inject.Singleton;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.odcs.DataContract;
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

    Products(LakeCatalog catalog, Registry registry) {
        this.catalog = catalog;
        this.registry = registry;
    }

    /**
     * @throws LakeFailure INVALID for contracts that can't be read, naming every fault; FORBIDDEN (a {@link
     *     org.boathouse.contract.failure.ContractViolation}) for changes that a registered contract does not allow;
     *     CONFLICT where others kept changing the same tables
     */
    ApplyReport apply(ProductFolder products, boolean dryRun) {
        List<DataContract> contracts = products.contracts();
        RuntimeException overtaken = null;
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            Registry.State state = registry.state(contracts);
            ApplyPlan plan = new Planning(catalog, state).plan(contracts);
            if (dryRun || plan.isDone()) {
                return plan.report();
            }
            try {
                commit(plan, state.revision(), products);
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

    private void commit(ApplyPlan plan, long revision, ProductFolder products) {
        plan.namespaces().forEach(namespace -> catalog.ensureNamespace(Namespace.of(namespace.toArray(String[]::new))));
        catalog.commit(
                plan.changes(),
                connection -> registry.register(connection, revision, plan.newVersions(), products.texts()),
                // Planning judged the contracts, and their tables become what they say.
                TableGate.OPEN);
    }
}
