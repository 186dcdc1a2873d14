package org.boathouse.service.catalog.idempotency;

import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.boathouse.service.security.AccessAsked;

/** Answers that are a table. They are not kept: the specification allows the table as it is when it is asked again. */
public interface TableAnswers {
    /**
     * The table as it is now, whatever it is called by now.
     *
     * @param accessAsked who asks, and how to reach the table's files
     * @throws NoSuchTableException where it has been removed for good
     */
    Response table(UUID id, AccessAsked accessAsked);
}
