package org.boathouse.service.state;

import java.util.Map;
import org.apache.iceberg.SnapshotSummary;

/** The counts in a snapshot's summary. Writers may leave any of them out, or say what is no count. */
public record Summary(Map<String, String> values) {
    /** A snapshot may have no summary at all, in format version 1. */
    public Summary {
        values = values == null ? Map.of() : values;
    }

    /** Null where the writer left it out, or it is none. */
    public Long count(String key) {
        try {
            String value = values.get(key);
            return value == null ? null : Long.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    public long countOrZero(String key) {
        Long count = count(key);
        return count == null ? 0 : count;
    }

    /** Rows of the whole table; null where the writer left them out, or rows are deleted by equality. */
    public Long rows() {
        Long rows = count(SnapshotSummary.TOTAL_RECORDS_PROP);
        return rows == null || countOrZero(SnapshotSummary.TOTAL_EQ_DELETES_PROP) > 0
                ? null
                : Long.valueOf(rows - countOrZero(SnapshotSummary.TOTAL_POS_DELETES_PROP));
    }
}
