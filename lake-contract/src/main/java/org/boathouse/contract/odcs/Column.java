package org.boathouse.contract.odcs;

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
 * @param partitionKeyPosition 1-based, empty where the table is not partitioned by it
 * @param format ODCS {@code logicalTypeOptions.format}: a Java DateTimeFormatter pattern for text in landed files
 */
public record Column(
        String name,
        String source,
        Type type,
        boolean required,
        OptionalInt primaryKeyPosition,
        OptionalInt partitionKeyPosition,
        Optional<String> description,
        Optional<String> classification,
        Optional<String> format) {}
