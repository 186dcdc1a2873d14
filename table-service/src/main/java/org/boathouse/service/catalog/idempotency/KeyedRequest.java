package org.boathouse.service.catalog.idempotency;

import java.util.Optional;
import java.util.function.Supplier;
import org.boathouse.service.database.Statements;
import org.boathouse.service.security.AccessAsked;

/**
 * The request with an {@link IdempotencyKey} that the current thread works for. {@link AnswersInTransactions}
 * writes its answer into the transaction that applies it, so that the one is never without the other.
 */
public final class KeyedRequest {
    private static final ThreadLocal<KeyedRequest> CURRENT = new ThreadLocal<>();

    private final IdempotencyKey key;
    private final AccessAsked accessAsked;
    private Answer answer;
    private boolean isAnswered;

    private KeyedRequest(IdempotencyKey key, AccessAsked accessAsked) {
        this.key = key;
        this.accessAsked = accessAsked;
    }

    /** @param accessAsked who asks, and how to reach the files of the table it is answered with */
    static void begin(IdempotencyKey key, AccessAsked accessAsked) {
        CURRENT.set(new KeyedRequest(key, accessAsked));
    }

    static void end() {
        CURRENT.remove();
    }

    static Optional<KeyedRequest> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Runs work of several transactions, none of which is the request's answer. */
    static <T> T apart(Supplier<T> work) {
        KeyedRequest request = CURRENT.get();
        CURRENT.remove();
        try {
            return work.get();
        } finally {
            CURRENT.set(request);
        }
    }

    /**
     * To be said within the transaction that the request is for. One that says nothing (a staged table, say, or a plan) is
     * not recorded: it changes no table, and may be run again.
     */
    public static void willAnswer(Answer answer) {
        current().ifPresent(request -> request.answer = answer);
    }

    IdempotencyKey key() {
        return key;
    }

    AccessAsked accessAsked() {
        return accessAsked;
    }

    /** Whether a transaction with its answer is committed. */
    boolean isAnswered() {
        return isAnswered;
    }

    void committed() {
        isAnswered = answer != null;
    }

    /**
     * Adds the last statement of the request's transaction, which waits for any other request with this key: {@link
     * AlreadyAnswered} where that one was first, and this transaction is to be rolled back.
     */
    void record(Statements statements) {
        if (answer != null && !isAnswered) {
            AnswerStore.insert(statements, key, answer, isFirst -> {
                if (!isFirst) {
                    throw new AlreadyAnswered(this);
                }
            });
        }
    }

    /** A request with the same key has been decided meanwhile: its answer holds, and nothing of this one is applied. */
    static final class AlreadyAnswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient KeyedRequest request;

        AlreadyAnswered(KeyedRequest request) {
            super("Another request with the key " + request.key() + " was first");
            this.request = request;
        }

        KeyedRequest request() {
            return request;
        }
    }
}
