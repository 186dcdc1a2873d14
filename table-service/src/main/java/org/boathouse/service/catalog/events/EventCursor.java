package org.boathouse.service.catalog.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/**
 * An event's place in the feed, which is its id.
 *
 * @param transactionId PostgreSQL's 64-bit id of the transaction that wrote the event
 * @param eventId its order within the transaction
 */
record EventCursor(long transactionId, long eventId) {
    static final EventCursor BEGINNING = new EventCursor(0, 0);
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /**
     * @param text an event's id; the beginning of what is kept where it is null or empty
     * @throws LakeFailure INVALID for what is no event's id
     */
    static EventCursor parse(String text) {
        if (text == null || text.isEmpty()) {
            return BEGINNING;
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw LakeFailure.invalid("after: expected the id of an event, such as 815-42, not '%s'", text);
        }
        return new EventCursor(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    /** What {@link #parse} reads. */
    @Override
    public String toString() {
        return transactionId + "-" + eventId;
    }
}
