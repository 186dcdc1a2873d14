package org.boathouse.contract.evolution;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;

/**
 * What readers and writers of a table rely on, as its Iceberg metadata has it or as a contract promises it.
 *
 * @param formatVersion Iceberg's, which decides by which rules types may widen
 * @param key ids of the fields by which rows are unique; empty where there is no key
 * @param partitionSources ids of the fields that partitions are made of which the table has or had, as far as that is known
 */
public record TableShape(
        int formatVersion,
        Schema schema,
        Set<Integer> key,
        PartitionSpec partitioning,
        SortOrder sortOrder,
        Set<Integer> partitionSources) {
    public TableShape {
        key = Set.copyOf(key);
        partitionSources = Set.copyOf(partitionSources);
    }

    /** The shape of a table by its current schema, partitioning and sort order; as if it never was partitioned otherwise. */
    public static TableShape of(int formatVersion, Schema schema, PartitionSpec partitioning, SortOrder sortOrder) {
        return of(formatVersion, schema, partitioning, sortOrder, List.of(partitioning));
    }

    /** @param partitionings all that the table's files may be partitioned by: the current one and older ones */
    public static TableShape of(
            int formatVersion,
            Schema schema,
            PartitionSpec partitioning,
            SortOrder sortOrder,
            Collection<PartitionSpec> partitionings) {
        Set<Integer> sources = partitionings.stream()
                .flatMap(spec -> spec.fields().stream())
                .filter(field -> !field.transform().isVoid())
                .map(PartitionField::sourceId)
                .collect(Collectors.toSet());
        return new TableShape(formatVersion, schema, schema.identifierFieldIds(), partitioning, sortOrder, sources);
    }

    /**
     * All that is different in another shape of the same table, matched by field id: a name that comes back with another id
     * is another column. Empty for equal shapes.
     */
    public List<SchemaChange> changesTo(TableShape after) {
        return new ShapeComparison(this, after).changes();
    }
}
