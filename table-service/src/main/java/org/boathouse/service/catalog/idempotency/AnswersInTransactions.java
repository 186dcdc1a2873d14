package org.boathouse.service.catalog.idempotency;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.boathouse.service.database.TransactionRider;

/** Records what the current thread's {@link KeyedRequest} is answered, in the very transaction that applies it. */
@Singleton
public final class AnswersInTransactions implements TransactionRider {
    @Override
    public void lastStatements(Connection connection) throws SQLException {
        Optional<KeyedRequest> keyed = KeyedRequest.current();
        if (keyed.isPresent()) {
            keyed.get().record(connection);
        }
    }

    @Override
    public void committed() {
        KeyedRequest.current().ifPresent(KeyedRequest::committed);
    }
}
