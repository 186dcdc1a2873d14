package org.boathouse.service.catalog.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.boathouse.service.database.Database;
import org.boathouse.service.database.SqlWork;

/**
 * For the platform's calls that change table state: what a request with an {@code Idempotency-Key} is answered is recorded
 * with what it applies, and told again to whoever comes again with the key.
 */
@Singleton
public final class OnceOnly {
    private final Database database;
    private final ObjectMapper json;

    OnceOnly(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Work for the transaction that applies the request: it will be answered with this, as JSON. */
    public SqlWork willAnswer(Object answer) {
        byte[] bytes = bytes(answer);
        return connection -> KeyedRequest.willAnswer(Answer.ok(bytes));
    }

    /** As {@link #willAnswer}, for a request that found nothing to do: asked again it does nothing then, either. */
    public void answered(Object answer) {
        if (KeyedRequest.current().isPresent()) {
            byte[] bytes = bytes(answer);
            database.write(connection -> {
                KeyedRequest.willAnswer(Answer.ok(bytes));
                return null;
            });
        }
    }

    /**
     * For work of several transactions that changes nothing where it is repeated: what it comes to is recorded when all of it
     * is done. Broken off, it is run again by whoever comes again with the key, and goes on from there.
     */
    public <T> T answeredAtTheEnd(Supplier<T> work) {
        T answer = KeyedRequest.apart(work);
        answered(answer);
        return answer;
    }

    /** For a dry run: neither its answer nor its refusal is recorded, and the key stays free for the request itself. */
    public void notRecorded() {
        KeyedRequest.end();
    }

    private byte[] bytes(Object answer) {
        try {
            return json.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
