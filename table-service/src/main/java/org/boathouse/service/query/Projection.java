package org.boathouse.service.query;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Reads a group of files as the columns that are wanted, by field id (spec: Column Projection): renamed, reordered, widened,
 * and with what the files lack filled in.
 *
 * <p>A plain read with a projection serves almost all; only where nested fields differ does DuckDB's own mapping by
 * {@code schema =} come in, for it spoils the row estimates that joins are ordered by.
 */
final class Projection {
    /** Holds the file's path beside its columns; no table may have a column of that name. */
    static final String FILE = "__boathouse_file";

    static final String POSITION = "file_row_number";

    private final FileGroup group;

    Projection(FileGroup group) {
        this.group = group;
    }

    /** What a column is called in the result, and its field. */
    record Column(String name, Types.NestedField field) {}

    /** @param positions whether the result also has {@link #FILE} and {@link #POSITION} */
    String sql(List<Column> columns, boolean positions) {
        boolean plain = columns.stream().allMatch(this::readsPlainly);
        if (!plain && !group.idsInFile()) {
            throw LakeFailure.invalid(
                    "A file of the table has no field ids and other nested fields than the table: rewrite it with Spark first");
        }
        List<Types.NestedField> fields =
                columns.stream().map(Column::field).distinct().toList();
        String list = columns.stream()
                .map(column -> (plain ? fromFile(column.field()) : fromMapped(column.field())) + " AS "
                        + SqlText.identifier(column.name()))
                .collect(Collectors.joining(", "));
        if (positions && group.layout().hasChildNamed(POSITION)) {
            throw LakeFailure.invalid(
                    "The table has rows deleted by position and a column named %s, which SQL cannot read together: compact it first",
                    POSITION);
        }
        String options = (positions ? ", filename = " + SqlText.literal(FILE) : "")
                + (plain ? ", hive_partitioning = false" : ", schema = " + mapping(fields, depth(fields)));
        return "SELECT %s%s FROM read_parquet(%s%s) r"
                .formatted(
                        list,
                        positions ? ", r." + FILE + ", r." + POSITION : "",
                        SqlText.files(group.files()),
                        options);
    }

    private boolean readsPlainly(Column column) {
        return group.layout()
                .child(column.field().fieldId())
                .map(inFile -> inFile.isLike(column.field().type()))
                .orElse(true);
    }

    private String fromFile(Types.NestedField field) {
        String constant = group.constants().get(field.fieldId());
        if (constant != null) {
            return constant;
        }
        return group.layout()
                .child(field.fieldId())
                .map(inFile ->
                        "CAST(r.%s AS %s)".formatted(SqlText.identifier(inFile.name()), DuckTypes.of(field.type())))
                .orElseGet(() -> DuckTypes.initialDefault(field));
    }

    private String fromMapped(Types.NestedField field) {
        String constant = group.constants().get(field.fieldId());
        return constant != null ? constant : "r." + SqlText.identifier(field.name());
    }

    private static int depth(List<Types.NestedField> fields) {
        int depth = 1;
        for (Types.NestedField field : fields) {
            List<Types.NestedField> children = DuckTypes.children(field.type());
            depth = Math.max(depth, 1 + (children.isEmpty() ? 0 : depth(children)));
        }
        return depth;
    }

    /** DuckDB's map of field ids. Every level above the lowest names its children, for the values of a map have one type. */
    private static String mapping(List<Types.NestedField> fields, int depth) {
        return fields.stream()
                .map(field -> "%d: {name: %s, type: %s, default_value: CAST(%s AS VARCHAR)%s}"
                        .formatted(
                                field.fieldId(),
                                SqlText.literal(field.name()),
                                SqlText.literal(DuckTypes.of(field.type())),
                                DuckTypes.initialDefaultText(field),
                                depth > 1 ? ", children: " + childMapping(field.type(), depth - 1) : ""))
                .collect(Collectors.joining(", ", "MAP {", "}"));
    }

    private static String childMapping(Type type, int depth) {
        List<Types.NestedField> children = DuckTypes.children(type);
        return children.isEmpty() ? "NULL" : mapping(children, depth);
    }
}
