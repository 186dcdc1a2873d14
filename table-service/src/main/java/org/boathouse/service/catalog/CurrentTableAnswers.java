package org.boathouse.service.catalog;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.boathouse.service.catalog.idempotency.TableAnswers;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.boathouse.service.security.AccessAsked;

/** Tables that requests were answered with, loaded anew. */
@Singleton
final class CurrentTableAnswers implements TableAnswers {
    private final TableStore tables;
    private final AccessDelegation delegation;

    CurrentTableAnswers(TableStore tables, AccessDelegation delegation) {
        this.tables = tables;
        this.delegation = delegation;
    }

    @Override
    public Response table(UUID id, AccessAsked accessAsked) {
        MetadataDocument document = tables.document(id)
                .orElseThrow(() -> new NoSuchTableException(
                        "The request was applied, and its table has been removed for good since"));
        TableAccess access = tables.identifier(id)
                .map(table -> delegation.afterCommit(accessAsked, table))
                .orElse(TableAccess.BY_ITSELF);
        return TableResponse.of(document, SnapshotsShown.ALL, access);
    }
}
