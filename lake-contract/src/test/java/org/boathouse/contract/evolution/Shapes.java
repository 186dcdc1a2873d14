package org.boathouse.contract.evolution;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Small table shapes for tests. */
final class Shapes {
    private Shapes() {}

    static TableShape columns(int formatVersion, NestedField... columns) {
        return shape(formatVersion, new Schema(columns));
    }

    static TableShape columns(NestedField... columns) {
        return columns(2, columns);
    }

    static TableShape shape(int formatVersion, Schema schema) {
        return TableShape.of(formatVersion, schema, PartitionSpec.unpartitioned(), SortOrder.unsorted());
    }

    static TableShape keyed(Schema schema, Integer... key) {
        return shape(2, new Schema(schema.columns(), Set.of(key)));
    }

    static TableShape partitioned(PartitionSpec spec) {
        return partitioned(2, spec);
    }

    static TableShape partitioned(int formatVersion, PartitionSpec spec) {
        return TableShape.of(formatVersion, spec.schema(), spec, SortOrder.unsorted());
    }

    static TableShape sorted(SortOrder order) {
        return TableShape.of(2, order.schema(), PartitionSpec.unpartitioned(), order);
    }

    /** Where the fields of a struct may stand, with the path to them. */
    enum Position {
        COLUMNS("") {
            @Override
            Schema around(List<NestedField> fields) {
                return new Schema(fields);
            }
        },
        STRUCT("place.") {
            @Override
            Schema around(List<NestedField> fields) {
                return new Schema(NestedField.optional(100, "place", Types.StructType.of(fields)));
            }
        },
        LIST("places.element.") {
            @Override
            Schema around(List<NestedField> fields) {
                return new Schema(NestedField.optional(
                        100, "places", Types.ListType.ofRequired(101, Types.StructType.of(fields))));
            }
        },
        MAP("by_name.value.") {
            @Override
            Schema around(List<NestedField> fields) {
                return new Schema(NestedField.optional(
                        100,
                        "by_name",
                        Types.MapType.ofOptional(101, 102, Types.StringType.get(), Types.StructType.of(fields))));
            }
        };

        private final String path;

        Position(String path) {
            this.path = path;
        }

        abstract Schema around(List<NestedField> fields);

        String path(String name) {
            return path + name;
        }

        /** The path of the struct itself, empty for the table's columns. */
        String struct() {
            return path.isEmpty() ? "" : path.substring(0, path.length() - 1);
        }
    }
}
