package org.boathouse.spark.bronze;

import java.util.HashMap;
import java.util.Map;
import org.boathouse.contract.product.ProvenanceColumns;

/**
 * One record as it stands in its file, cut into the contract's columns and not yet typed.
 *
 * @param number 1-based, in its file
 * @param texts one for each column of the contract, null where the record has nothing
 * @param rescued what belongs to no column, by name or path; empty in most records
 */
record RawRecord(long number, String[] texts, Map<String, String> rescued) {

    /**
     * Stands for a record, or the rest of a file, that cannot be read.
     *
     * @param raw the record's text, null where there is none
     */
    static RawRecord unreadable(long number, int columns, String error, String raw) {
        Map<String, String> rescued = new HashMap<>();
        rescued.put(ProvenanceColumns.RESCUED_ERROR, error);
        if (raw != null) {
            rescued.put(ProvenanceColumns.RESCUED_RECORD, raw);
        }
        return new RawRecord(number, new String[columns], rescued);
    }
}
