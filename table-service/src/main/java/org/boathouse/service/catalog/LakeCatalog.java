package org.boathouse.service.catalog;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.database.SqlWork;

/**
 * The lake's tables as the rest of the service sees them. Every read sees every commit that was acknowledged before the
 * read began, on any replica.
 */
public interface LakeCatalog {
    /** One indexed read; the metadata is parsed when it is first asked for. Empty where no such table is live. */
    Optional<StoredTable> find(TableIdentifier table);

    /** The live tables in a namespace and everything below it, by name; of the whole lake for the empty namespace. */
    List<TableIdentifier> tablesUnder(Namespace ancestor);

    /** Makes a namespace and its ancestors where they are missing; repeating it changes nothing. */
    void ensureNamespace(Namespace namespace);

    /**
     * Applies all changes, and the given work, in ONE database transaction: all or nothing. The metadata files are
     * written before it begins. A change that another commit overtook is tried again on the new state as long as its
     * requirements hold there.
     *
     * @param alsoInTheSameTransaction the caller's own rows; runs once in each attempted transaction
     * @param gate what judges the changes in place of the contracts in force
     * @return the tables as committed, in the order of the changes
     * @throws org.apache.iceberg.exceptions.CommitFailedException a requirement does not hold; nothing was applied
     * @throws org.apache.iceberg.exceptions.AlreadyExistsException a table to create is there; nothing was applied
     * @throws org.apache.iceberg.exceptions.NoSuchTableException a table to change is not there; nothing was applied
     * @throws org.apache.iceberg.exceptions.NoSuchNamespaceException a table's namespace is not there; nothing was applied
     * @throws org.boathouse.contract.failure.LakeFailure UNAVAILABLE: surely nothing was applied; OUTCOME_UNKNOWN: the
     *     database went away during the commit, and no file was deleted
     */
    List<StoredTable> commit(List<TableChange> changes, SqlWork alsoInTheSameTransaction, TableGate gate);

    /**
     * {@link #commit(List, SqlWork, TableGate)}, judged as the commits of any client are.
     *
     * @throws org.boathouse.contract.failure.ContractViolation a contract in force forbids one of the changes; nothing was
     *     applied, and no file was written
     */
    List<StoredTable> commit(List<TableChange> changes, SqlWork alsoInTheSameTransaction);

    /** {@link #commit(List, SqlWork)} of the changes alone. */
    default List<StoredTable> commit(List<TableChange> changes) {
        return commit(changes, SqlWork.NOTHING);
    }
}
