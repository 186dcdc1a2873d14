package org.boathouse.service.database;

import java.sql.Connection;
import java.sql.SQLException;

/** What rides with every transaction of {@link Database#write}, whoever's it is. Called in the transaction's thread. */
public interface TransactionRider {
    /**
     * Comes after all statements of the transaction's own. Any exception rolls all of it back, and goes to whoever asked for
     * the transaction.
     */
    void lastStatements(Connection connection) throws SQLException;

    /** The transaction is committed; not called where that is unknown. */
    void committed();
}
