package org.boathouse.service.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.StreamSupport;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.AsOf;

/** Small results of SQL, for other parts of the service; under the same limits as anybody's. */
@Singleton
public final class LakeRows {
    private static final JsonMapper JSON = new JsonMapper();

    private final QueryDesk desk;

    LakeRows(QueryDesk desk) {
        this.desk = desk;
    }

    /**
     * The rows of a result, each an array of values as {@code POST /api/v1/sql} gives them.
     *
     * @throws LakeFailure as the query's own
     */
    public List<JsonNode> of(String sql) {
        QueryDesk.Ticket ticket = desk.submit(new SqlRequest(sql, new AsOf.Latest(), ResultFormat.JSON));
        try (QueryResult result = ticket.result().join()) {
            JsonNode rows = JSON.readTree(result.file().toFile()).path("rows");
            return StreamSupport.stream(rows.spliterator(), false).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LakeFailure failure ? failure : e;
        } catch (IOException e) {
            throw LakeFailure.unavailable("A result could not be read: " + e.getMessage(), e);
        }
    }

    /** A name, quoted for {@link #of}. */
    public static String quoted(String name) {
        return SqlText.identifier(name);
    }
}
