package org.boathouse.contract.odcs;

import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.types.Type;

/**
 * A top-level column of a contract.
 *
 * @param id ODCS's stable id of the property: a column that keeps it under another name is renamed, not replaced
 * @param source the name of the field in landed files, in JSON a dotted path to it: ODCS {@code physicalName}, else the
 *     column's own name
 * @param type its Iceberg type; ids of nested fields are placeholders that the table's schema assigns
 * @param required ODCS {@code required}, or part of the primary key
 * @param primaryKeyPosition 1-based, empty where the column is no part of the key
 * @param partition empty where the table is not partitioned by it
 * @param format ODCS {@code logicalTypeOptions.format} of a date or time: a Java DateTimeFormatter pattern for text in
 *     landed files, {@link #EPOCH_SECONDS} or {@link #EPOCH_MILLIS}
 * @param timezone ODCS {@code logicalTypeOptions.defaultTimezone}: the zone of text in landed files that names none
 */
public record Column(
        Optional<String> id,
        String name,
        String source,
        Type type,
        boolean required,
        OptionalInt primaryKeyPosition,
        Optional<PartitionField> partition,
        Optional<String> description,
        Optional<String> classification,
        Optional<String> format,
        ZoneId timezone) {

    /** Format of a point in time written as the number of seconds since 1970 in UTC. */
    public static final String EPOCH_SECONDS = "epoch_seconds";
    /** Format of a point in time written as the number of milliseconds since 1970 in UTC. */
    public static final String EPOCH_MILLIS = "epoch_millis";

    /** The names of the key's columns, in key order. */
    static List<String> primaryKey(List<Column> columns) {
        return columns.stream()
                .filter(column -> column.primaryKeyPosition().isPresent())
                .sorted(Comparator.comparingInt(
                        column -> column.primaryKeyPosition().orElseThrow()))
                .map(Column::name)
                .toList();
    }

    /** @param position 1-based among the table's partition columns */
    public record PartitionField(int position, PartitionTransform transform) {}
}
