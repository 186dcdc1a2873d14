package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.boathouse.contract.failure.LakeFailure;

/** Answers a request again as it was answered before. */
@Singleton
final class AnswerReplay {
    private final AnswerStore answers;
    private final TableStore tables;
    private final AccessDelegation delegation;

    AnswerReplay(AnswerStore answers, TableStore tables, AccessDelegation delegation) {
        this.answers = answers;
        this.tables = tables;
        this.delegation = delegation;
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
            return table(answer.tableIdOrNull(), accessAsked);
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

    private Response table(UUID id, AccessAsked accessAsked) {
        MetadataDocument document = tables.document(id)
                .orElseThrow(() -> new NoSuchTableException(
                        "The request was applied, and its table has been removed for good since"));
        TableAccess access = tables.identifier(id)
                .map(table -> delegation.afterCommit(accessAsked, table))
                .orElse(TableAccess.BY_ITSELF);
        return TableResponse.of(document, SnapshotsShown.ALL, access);
    }
}
