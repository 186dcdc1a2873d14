package org.boathouse.service.query;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Reads a group of files as the columns that are wanted: a plain read of the files with a projection. DuckDB's own mapping of
 * field ids ({@code read_parquet(..., schema = ...)}) would do, but for two things: it spoils the row estimates that joins are
 * ordered by, and it fails on fields of structs that a file lacks.
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
        if (positions && group.layout().hasChildNamed(POSITION)) {
            throw LakeFailure.invalid(
                    "The table has rows deleted by position and a column named %s, which SQL cannot read together: compact it first",
                    POSITION);
        }
        String list = columns.stream()
                .map(column -> read(column.field()) + " AS " + SqlText.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return "SELECT %s%s FROM read_parquet(%s, hive_partitioning = false%s%s) r"
                .formatted(
                        list,
                        positions ? ", r." + FILE + ", r." + POSITION : "",
                        SqlText.files(group.files()),
                        withoutStatistics(),
                        positions ? ", filename = " + SqlText.literal(FILE) : "");
    }

    /**
     * DuckDB 2.0 must know nothing beforehand of what nested columns hold. Where a file's statistics say that a condition on a
     * field holds but for nulls, it takes it for "the column is not null", and keeps rows in which the field alone is null.
     */
    private String withoutStatistics() {
        String unknown = group.layout().children().stream()
                .filter(column -> !column.children().isEmpty())
                .map(column -> SqlText.literal(column.name()) + ": MAP {}")
                .collect(Collectors.joining(", "));
        return unknown.isEmpty() ? "" : ", column_statistics = MAP {" + unknown + "}";
    }

    private String read(Types.NestedField field) {
        String constant = group.constants().get(field.fieldId());
        if (constant != null) {
            return constant;
        }
        return group.layout()
                .child(field.fieldId())
                .map(inFile -> ColumnSql.of(field, inFile, "r." + SqlText.identifier(inFile.name())))
                .orElseGet(() -> DuckTypes.initialDefault(field));
    }
}
