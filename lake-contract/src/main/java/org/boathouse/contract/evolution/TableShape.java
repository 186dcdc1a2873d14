package org.boathouse.contract.evolution;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;

/**
 * What readers and writers of a table rely on, as its Iceberg metadata has it or as a contract promises it.
 *
 * @param formatVersion Iceberg's, which decides by which rules types may widen
 * @param key ids of the fields by which rows are unique; empty where there is no key
 */
public record TableShape(
        int formatVersion, Schema schema, Set<Integer> key, PartitionSpec partitioning, SortOrder sortOrder) {
    public TableShape {
        key = Set.copyOf(key);
    }

    /** The shape of a table by its current schema, partitioning and sort order. */
    public static TableShape of(int formatVersion, Schema schema, PartitionSpec partitioning, SortOrder sortOrder) {
        return new TableShape(formatVersion, schema, schema.identifierFieldIds(), partitioning, sortOrder);
    }

    /**
     * All that is different in another shape of the same table, matched by field id: a name that comes back with another id
     * is another column. Empty for equal shapes.
     */
    public List<SchemaChange> changesTo(TableShape after) {
        return new ShapeComparison(this, after).changes();
    }
}
