package org.boathouse.service.catalog.idempotency;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.boathouse.service.database.AgingRows;
import org.boathouse.service.database.Database;
import org.boathouse.service.database.Statements;

/** Answers by idempotency key, in PostgreSQL. */
@Singleton
final class AnswerStore implements AgingRows {
    private static final Duration KEPT = IdempotencyKey.LIFETIME.multipliedBy(2);

    private final Database database;

    AnswerStore(Database database) {
        this.database = database;
    }

    /** @param key as it came with the request that was answered */
    record Row(IdempotencyKey key, Answer answer) {}

    Optional<Row> find(UUID key) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT request_hash, status, table_id, body, etag FROM idempotency_answer WHERE idempotency_key = ?")) {
                select.setObject(1, key);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Row(
                                    new IdempotencyKey(key, row.getBytes(1)),
                                    new Answer(
                                            row.getInt(2),
                                            row.getObject(3, UUID.class),
                                            row.getBytes(4),
                                            row.getString(5))))
                            : Optional.empty();
                }
            }
        });
    }

    /** Keeps the answer to a request that applied nothing; false where the key has an answer already. */
    boolean keep(IdempotencyKey key, Answer answer) {
        return database.writeTogether(statements -> {
            AtomicBoolean isKept = new AtomicBoolean();
            insert(statements, key, answer, isKept::set);
            return isKept::get;
        });
    }

    /**
     * Waits for a transaction under way that inserts the same key.
     *
     * @param isKept is told false where the key has an answer
     */
    static void insert(Statements statements, IdempotencyKey key, Answer answer, Consumer<Boolean> isKept) {
        statements.change(
                """
                INSERT INTO idempotency_answer (idempotency_key, request_hash, status, table_id, body, etag)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                rows -> isKept.accept(rows == 1),
                key.key(),
                key.requestHash(),
                answer.status(),
                answer.tableIdOrNull(),
                answer.bodyOrNull(),
                answer.etagOrNull());
    }

    @Override
    public int removeOld(int rowsMax) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("""
                    DELETE FROM idempotency_answer WHERE idempotency_key IN (
                        SELECT idempotency_key FROM idempotency_answer
                        WHERE answered_at < now() - make_interval(secs => ?) LIMIT ? FOR UPDATE SKIP LOCKED)
                    """)) {
                delete.setDouble(1, KEPT.toSeconds());
                delete.setInt(2, rowsMax);
                return delete.executeUpdate();
            }
        });
    }
}
