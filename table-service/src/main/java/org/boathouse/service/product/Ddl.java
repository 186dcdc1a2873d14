package org.boathouse.service.product;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.TableName;

/**
 * What is done to a table, as the statements of Spark SQL with Iceberg's extensions that would do the same: for people who
 * want to know before it is done. Nobody runs them.
 */
final class Ddl {
    private final String table;
    private final List<String> statements = new ArrayList<>();

    Ddl(TableName table) {
        this.table = quoted(table);
    }

    List<String> statements() {
        return List.copyOf(statements);
    }

    void addColumn(String path, Type type, String docOrNull, Optional<String> after) {
        alter("ADD COLUMN %s %s%s%s"
                .formatted(
                        name(path),
                        type(type),
                        docOrNull == null ? "" : " COMMENT " + text(docOrNull),
                        after.map(previous -> " AFTER " + name(lastOf(previous)))
                                .orElse(" FIRST")));
    }

    void renameColumn(String path, String to) {
        alter("RENAME COLUMN %s TO %s".formatted(name(path), name(to)));
    }

    void dropColumn(String path) {
        alter("DROP COLUMN " + name(path));
    }

    void describeColumn(String path, String docOrNull) {
        alter("ALTER COLUMN %s COMMENT %s".formatted(name(path), text(docOrNull == null ? "" : docOrNull)));
    }

    void makeOptional(String path) {
        alter("ALTER COLUMN %s DROP NOT NULL".formatted(name(path)));
    }

    void widen(String path, Type type) {
        alter("ALTER COLUMN %s TYPE %s".formatted(name(path), type(type)));
    }

    void setKey(List<String> columns, List<String> before) {
        if (columns.isEmpty()) {
            alter("DROP IDENTIFIER FIELDS " + names(before));
        } else {
            alter("SET IDENTIFIER FIELDS " + names(columns));
        }
    }

    /** @param transform as Iceberg writes it, such as {@code bucket[16]} */
    void addPartitionField(String transform, String column) {
        alter("ADD PARTITION FIELD " + partition(transform, column));
    }

    void dropPartitionField(String transform, String column) {
        alter("DROP PARTITION FIELD " + partition(transform, column));
    }

    static String create(TableName table, Schema schema, PartitionSpec partitioning) {
        String columns = schema.columns().stream()
                .map(column -> "%s %s%s%s"
                        .formatted(
                                name(column.name()),
                                type(column.type()),
                                column.isRequired() ? " NOT NULL" : "",
                                column.doc() == null ? "" : " COMMENT " + text(column.doc())))
                .collect(Collectors.joining(", "));
        String partitioned = partitioning.isUnpartitioned()
                ? ""
                : partitioning.fields().stream()
                        .map(field -> partition(field, schema))
                        .collect(Collectors.joining(", ", " PARTITIONED BY (", ")"));
        return "CREATE TABLE %s (%s) USING iceberg%s".formatted(quoted(table), columns, partitioned);
    }

    private void alter(String how) {
        statements.add("ALTER TABLE " + table + " " + how);
    }

    private static String partition(PartitionField field, Schema schema) {
        return partition(field.transform().toString(), schema.findColumnName(field.sourceId()));
    }

    private static String partition(String transform, String column) {
        int argument = transform.indexOf('[');
        if (transform.equals("identity")) {
            return name(column);
        }
        return argument < 0
                ? "%ss(%s)".formatted(transform, name(column))
                : "%s(%s, %s)"
                        .formatted(
                                transform.substring(0, argument),
                                transform.substring(argument + 1, transform.length() - 1),
                                name(column));
    }

    private static String type(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> "INT";
            case LONG -> "BIGINT";
            case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMP" : "TIMESTAMP_NTZ";
            case STRUCT ->
                type.asStructType().fields().stream().map(Ddl::field).collect(Collectors.joining(", ", "STRUCT<", ">"));
            case LIST -> "ARRAY<" + type(type.asListType().elementType()) + ">";
            case MAP ->
                "MAP<%s, %s>"
                        .formatted(
                                type(type.asMapType().keyType()),
                                type(type.asMapType().valueType()));
            default -> type.toString().toUpperCase(Locale.ROOT);
        };
    }

    private static String field(NestedField field) {
        return name(field.name()) + ": " + type(field.type()) + (field.isRequired() ? " NOT NULL" : "");
    }

    private static String quoted(TableName table) {
        return LakeLayout.CATALOG + "." + table;
    }

    private static String names(List<String> columns) {
        return columns.stream().map(Ddl::name).collect(Collectors.joining(", "));
    }

    /** A path's parts are quoted where they are no plain words. */
    private static String name(String path) {
        return Arrays.stream(path.split("\\."))
                .map(part -> part.matches("[A-Za-z_][A-Za-z0-9_]*") ? part : "`" + part.replace("`", "``") + "`")
                .collect(Collectors.joining("."));
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }
}
