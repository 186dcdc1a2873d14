package org.boathouse.service.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/** Tables and views share their names. */
final class FreeNames {
    private FreeNames() {}

    /**
     * Looks whether the new name of a table or view is free; who takes it meanwhile violates a constraint.
     *
     * @throws AlreadyExistsException where a table or a view has it
     */
    static void check(Connection connection, TableIdentifier from, TableIdentifier to) throws SQLException {
        if (TableStore.exists(connection, to)) {
            throw new AlreadyExistsException("Cannot rename %s to %s. Table already exists", from, to);
        }
        if (ViewStore.find(connection, to).isPresent()) {
            throw new AlreadyExistsException("Cannot rename %s to %s. View already exists", from, to);
        }
    }
}
