package org.boathouse.service.database;

/** What rides with every transaction of {@link Database#write}, whoever's it is. Called in the transaction's thread. */
public interface TransactionRider {
    /**
     * Comes after all statements of the transaction's own, and adds to those that have not been run yet. Any exception, and
     * any that what becomes of the added ones throws, rolls all of it back, and goes to whoever asked for the transaction.
     */
    void lastStatements(Statements statements);

    /** The transaction is committed; not called where that is unknown. */
    void committed();
}
