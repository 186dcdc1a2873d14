package org.boathouse.service.catalog.idempotency;

import jakarta.inject.Singleton;
import org.boathouse.service.database.Statements;
import org.boathouse.service.database.TransactionRider;

/** Records what the current thread's {@link KeyedRequest} is answered, in the very transaction that applies it. */
@Singleton
public final class AnswersInTransactions implements TransactionRider {
    @Override
    public void lastStatements(Statements statements) {
        KeyedRequest.current().ifPresent(keyed -> keyed.record(statements));
    }

    @Override
    public void committed() {
        KeyedRequest.current().ifPresent(KeyedRequest::committed);
    }
}
