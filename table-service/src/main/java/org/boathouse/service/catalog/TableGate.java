package org.boathouse.service.catalog;

import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Whether a table may become what somebody wants, whoever it is and however: the catalog asks about every change of a live
 * table, and about every table that takes a name, before anything of it is written.
 *
 * <p>It is asked after the row that the change is built upon was read, and the row's version is compared when the change is
 * applied. So whoever makes a new rule for tables moves their rows on in the same transaction, as {@code apply} does: then a
 * change that was judged by the old rule is overtaken, and is judged again.
 *
 * <p>Each method returns where the change may go on, and throws what the client is to be told where it may not: {@link
 * org.boathouse.contract.failure.ContractViolation} for what a contract forbids.
 */
public interface TableGate {
    /** No revision of the contract registry. */
    long REGISTRY_UNREAD = -1;

    /** Lets everything pass, for changes that were judged before. */
    TableGate OPEN = new TableGate() {
        @Override
        public void making(TableIdentifier table, TableMetadata made) {}

        @Override
        public void taking(TableIdentifier name, Supplier<TableMetadata> moved) {}

        @Override
        public void changing(TableIdentifier table, TableMetadata before, TableMetadata after, long registryRevision) {}

        @Override
        public void replacing(TableIdentifier table, TableMetadata before, TableMetadata registered) {}

        @Override
        public void dropping(TableIdentifier table) {}

        @Override
        public void renaming(TableIdentifier table, TableIdentifier to) {}
    };

    /** A table that is not there is made. */
    void making(TableIdentifier table, TableMetadata made);

    /** A table that exists elsewhere takes a free name: registered, renamed or brought back. */
    void taking(TableIdentifier name, Supplier<TableMetadata> moved);

    /**
     * Updates are applied to a table.
     *
     * @param registryRevision the contract registry's when the row was read that the change is built upon, in the same
     *     statement: what a gate has learnt since the registry was at this revision still holds; {@link #REGISTRY_UNREAD} where
     *     the row was seen earlier, so that nothing is known of the registry
     */
    void changing(TableIdentifier table, TableMetadata before, TableMetadata after, long registryRevision);

    /** Other metadata takes the place of a table's. */
    void replacing(TableIdentifier table, TableMetadata before, TableMetadata registered);

    /** A table is dropped or unregistered. */
    void dropping(TableIdentifier table);

    /** A table gives up its name; {@link #taking} is asked about the new one. */
    void renaming(TableIdentifier table, TableIdentifier to);
}
