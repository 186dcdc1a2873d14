package org.boathouse.service.catalog;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Supplier;
import org.apache.iceberg.MetadataUpdate;

/** Says in a response's header that a table or view lies elsewhere than the client asked for. */
final class LocationOverride {
    /** Holds the location that was given instead. */
    static final String HEADER = "Boathouse-Location-Given";

    private LocationOverride() {}

    /** The location that updates ask for, or null where they ask for none. */
    static String asked(List<MetadataUpdate> updates) {
        return updates.stream()
                .filter(MetadataUpdate.SetLocation.class::isInstance)
                .map(update -> ((MetadataUpdate.SetLocation) update).location())
                .reduce(null, (earlier, later) -> later);
    }

    /** @param given looked at only where a location was asked for */
    static Response say(Response response, String asked, Supplier<String> given) {
        if (asked == null || asked.equals(given.get())) {
            return response;
        }
        return Response.fromResponse(response).header(HEADER, given.get()).build();
    }
}
