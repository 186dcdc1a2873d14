package org.boathouse.ingestion.store;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.boathouse.contract.failure.LakeFailure;

/** Makes requests that may be repeated, again while the store is only passingly unable, with growing random pauses. */
record Attempts(URI endpoint, int attemptsMax, Duration backoff) {
    private static final int DOUBLINGS_MAX = 6;

    /** Asked about refusals before they become failures; returns null where it has no answer of its own. */
    interface Expected<T> {
        T answer(Refusal refusal);
    }

    /**
     * @param uri what the request is about, for people
     * @throws LakeFailure what the last attempt's refusal comes to
     */
    <T> T make(String uri, Supplier<? extends CompletableFuture<T>> request, Expected<T> expected) {
        for (int attempt = 1; ; attempt++) {
            Refusal refusal;
            try {
                return request.get().join();
            } catch (CompletionException | CancellationException e) {
                refusal = Refusal.of(e);
            }
            T answer = expected.answer(refusal);
            if (answer != null) {
                return answer;
            }
            if (attempt == attemptsMax || !refusal.passing()) {
                throw refusal.about(uri, endpoint);
            }
            pause(attempt);
        }
    }

    <T> T make(String uri, Supplier<? extends CompletableFuture<T>> request) {
        return make(uri, request, refusal -> null);
    }

    private void pause(int attempt) {
        long longestMillis = backoff.toMillis() << Math.min(attempt - 1, DOUBLINGS_MAX);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longestMillis + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LakeFailure.unavailable("interrupted while waiting for the object store at " + endpoint, e);
        }
    }
}
