package org.boathouse.contract.odcs;

import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.types.Type;

/**
 * A top-level column of a contract.
 *
 * @param source the name of the field in landed files: ODCS {@code physicalName}, else the column's own name
 * @param type its Iceberg type; ids of nested fields are placeholders that the table's schema assigns
 * @param required ODCS {@code required}, or part of the primary key
 * @param primaryKeyPosition 1-based, empty where the column is no part of the key
 * @param partition empty where the table is not partitioned by it
 * @param format ODCS {@code logicalTypeOptions.format} of a date or time: a Java DateTimeFormatter pattern for text in
 *     landed files
 * @param timezone ODCS {@code logicalTypeOptions.defaultTimezone}: the zone of text in landed files that names none
 */
public record Column(
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

    /** @param position 1-based among the table's partition columns */
    public record PartitionField(int position, PartitionTransform transform) {}
}
