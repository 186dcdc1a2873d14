package org.boathouse.service.catalog.events;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.boathouse.service.http.QueryNumber;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What happened to the lake's tables, as batches of CloudEvents. */
@Path("/api/v1/events")
@Produces({CloudEvent.BATCH_MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Blocking
public class EventResource {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;

    private final EventFeed feed;

    EventResource(EventFeed feed) {
        this.feed = feed;
    }

    /** @param after the id of the last event that the reader has; from the oldest kept where there is none */
    @GET
    @Operation(summary = "What happened to tables, in the order of commits")
    public List<CloudEvent> events(@QueryParam("after") String after, @QueryParam("limit") String limit) {
        int eventsMax = QueryNumber.parse("limit", limit, 1, LIMIT_MAX).orElse(LIMIT_DEFAULT);
        return feed.after(EventCursor.parse(after), eventsMax);
    }
}
