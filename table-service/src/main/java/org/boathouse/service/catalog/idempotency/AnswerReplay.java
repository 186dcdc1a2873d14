package org.boathouse.service.catalog.idempotency;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.security.AccessAsked;

/** Answers a request again as it was answered before. */
@Singleton
final class AnswerReplay {
    private final AnswerStore answers;
    private final TableAnswers tables;

    AnswerReplay(AnswerStore answers, TableAnswers tables) {
        this.answers = answers;
        this.tables = tables;
    }

    /**
     * Empty where the key is new.
     *
     * @param accessAsked who asks, and how to reach the files of the table it is answered with
     * @throws BadRequestException where the key came with another request before
     */
    Optional<Response> of(IdempotencyKey key, AccessAsked accessAsked) {
        return answers.find(key.key()).map(row -> {
            key.checkSameRequest(row.key());
            return response(row.answer(), accessAsked);
        });
    }

    /** An answer that was there a moment ago, and has been forgotten since. */
    static LakeFailure gone(RuntimeException overtaken) {
        return LakeFailure.unavailable("Another request had this key, and its answer is forgotten by now", overtaken);
    }

    private Response response(Answer answer, AccessAsked accessAsked) {
        if (answer.tableIdOrNull() != null) {
            return tables.table(answer.tableIdOrNull(), accessAsked);
        }
        Response.ResponseBuilder response = Response.status(answer.status());
        if (answer.etagOrNull() != null) {
            response.tag(answer.etagOrNull());
        }
        return answer.bodyOrNull() == null
                ? response.build()
                : response.type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(answer.bodyOrNull())
                        .build();
    }
}
