package org.boathouse.service.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A table that a query reads, and when.
 *
 * @param view the name that the query, rewritten, calls it by
 */
record TableUse(String view, TableIdentifier table, Optional<At> at) {
    /**
     * The clause {@code AT (unit => point)}.
     *
     * @param unit VERSION or TIMESTAMP, as it was written
     * @param point an expression of DuckDB's syntax tree
     */
    record At(String unit, JsonNode point) {}
}
