package org.boathouse.service.query;

import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The SQL of a column as a schema wants it, from what a file has of it, by field id at every depth (spec: Column Projection):
 * fields renamed, reordered, widened, left out, and what the file lacks filled in.
 */
final class ColumnSql {
    private ColumnSql() {}

    /** @param value the SQL that reads the file's column as it is */
    static String of(Types.NestedField field, ParquetColumn inFile, String value) {
        return read(field.type(), inFile, value, 0);
    }

    /** @param depth of the lambda that this stands in, whose parameter must not be hidden by another */
    private static String read(Type wanted, ParquetColumn column, String value, int depth) {
        if (column.isLike(wanted)) {
            return "CAST(%s AS %s)".formatted(value, DuckTypes.of(wanted));
        }
        return switch (wanted.typeId()) {
            case STRUCT -> struct(wanted.asStructType(), column, value, depth);
            case LIST -> {
                String element = "e" + depth;
                yield "list_transform(%s, lambda %s: %s)"
                        .formatted(
                                value,
                                element,
                                read(wanted.asListType().elementType(), column.element(), element, depth + 1));
            }
            case MAP -> map(wanted.asMapType(), column, value, depth);
            default -> "CAST(%s AS %s)".formatted(value, DuckTypes.of(wanted));
        };
    }

    private static String struct(Types.StructType wanted, ParquetColumn column, String value, int depth) {
        return wanted.fields().stream()
                .map(field -> SqlText.identifier(field.name()) + " := "
                        + column.child(field.fieldId())
                                .map(child -> read(
                                        field.type(),
                                        child,
                                        "struct_extract(%s, %s)".formatted(value, SqlText.literal(child.name())),
                                        depth))
                                .orElseGet(() -> DuckTypes.initialDefault(field)))
                .collect(Collectors.joining(
                        ", ", "CASE WHEN " + value + " IS NULL THEN NULL ELSE struct_pack(", ") END"));
    }

    private static String map(Types.MapType wanted, ParquetColumn column, String value, int depth) {
        ParquetColumn entries = column.children().get(0);
        String entry = "e" + depth;
        return "map_from_entries(list_transform(map_entries(%s), lambda %s: struct_pack(key := %s, value := %s)))"
                .formatted(
                        value,
                        entry,
                        read(wanted.keyType(), entries.children().get(0), entry + ".key", depth + 1),
                        read(wanted.valueType(), entries.children().get(1), entry + ".value", depth + 1));
    }
}
