package org.boathouse.service.catalog.events;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One event in CloudEvents' JSON format 1.0.
 *
 * @param id its {@link EventCursor}
 * @param subject the table's name, levels and name joined by dots
 * @param time when its transaction began, by the database's clock, ISO 8601
 * @param partitionkey the catalog's own key of the table: events with the same one are in order
 * @param data the event's detail, JSON
 */
record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        String time,
        String datacontenttype,
        String partitionkey,
        @JsonRawValue @Schema(implementation = Object.class) String data) {
    static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";
    private static final String VERSION = "1.0";
    private static final String SOURCE = "/iceberg/v1";
    private static final String TYPE_PREFIX = "org.boathouse.";

    static CloudEvent of(EventCursor id, String kind, String subject, Instant time, String tableId, String detail) {
        return new CloudEvent(
                VERSION,
                id.toString(),
                SOURCE,
                TYPE_PREFIX + kind,
                subject,
                time.toString(),
                "application/json",
                tableId,
                detail);
    }
}
