package org.boathouse.service.catalog.idempotency;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.boathouse.service.catalog.idempotency.KeyedRequest.AlreadyAnswered;
import org.boathouse.service.http.FailureResponses;

/** Tells a request that another with its key overtook what that one was told. */
@Provider
public final class AlreadyAnsweredMapper implements ExceptionMapper<AlreadyAnswered> {
    private final AnswerReplay replay;
    private final FailureResponses failures;

    AlreadyAnsweredMapper(AnswerReplay replay, FailureResponses failures) {
        this.replay = replay;
        this.failures = failures;
    }

    @Override
    public Response toResponse(AlreadyAnswered overtaken) {
        try {
            return replay.of(overtaken.request().key(), overtaken.request().accessAsked())
                    .orElseThrow(() -> AnswerReplay.gone(overtaken));
        } catch (RuntimeException e) {
            return failures.toResponse(e);
        }
    }
}
