package org.boathouse.service.query;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types;

/** Makes a planned scan readable under a name: a temporary view over the local copies of its files. */
final class ScanView {
    private final ParquetSchemas schemas;

    ScanView(ParquetSchemas schemas) {
        this.schemas = schemas;
    }

    void create(String name, TableScan scan, FileCache.Lease files, DuckConnection duck) {
        duck.execute("CREATE TEMP VIEW " + name + " AS " + select(name, scan, files, duck));
    }

    private String select(String name, TableScan scan, FileCache.Lease files, DuckConnection duck) {
        if (scan.tasks().isEmpty()) {
            return noRows(scan);
        }
        List<Path> copies =
                scan.files().stream().map(file -> files.copy(file.location())).toList();
        Map<Path, ParquetColumn> footers = schemas.of(copies, duck);
        List<Projection.Column> columns = columns(scan);
        List<FileGroup> groups = FileGroup.of(scan, files, footers);
        if (!scan.hasPositionDeletes() && !scan.hasEqualityDeletes()) {
            return groups.stream()
                    .map(group -> new Projection(group).sql(columns, false))
                    .collect(Collectors.joining("\nUNION ALL\n"));
        }
        return withDeletes(name, scan, files, footers, groups, duck);
    }

    private static String withDeletes(
            String name,
            TableScan scan,
            FileCache.Lease files,
            Map<Path, ParquetColumn> footers,
            List<FileGroup> groups,
            DuckConnection duck) {
        List<Projection.Column> columns = columns(scan);
        List<Projection.Column> read = new ArrayList<>(columns);
        List<String> conditions = new ArrayList<>();
        String from = "s";
        if (scan.hasPositionDeletes()) {
            String table = name + "_rows";
            new RowDeletes(scan, files, duck).load(table);
            conditions.add("NOT EXISTS (SELECT 1 FROM %s p WHERE p.file = s.%s AND p.pos = s.%s)"
                    .formatted(table, Projection.FILE, Projection.POSITION));
        }
        if (scan.hasEqualityDeletes()) {
            String table = name + "_files";
            EqualityDeletes deletes = new EqualityDeletes(scan, files, footers, duck);
            read.addAll(deletes.keys());
            conditions.addAll(deletes.load(table));
            from = "s JOIN " + table + " f ON f.file = s." + Projection.FILE;
        }
        String list = columns.stream()
                .map(column -> "s." + SqlText.identifier(column.name()))
                .collect(Collectors.joining(", "));
        String source = from;
        return groups.stream()
                .map(group -> "SELECT %s FROM (%s) %s WHERE %s"
                        .formatted(
                                list, new Projection(group).sql(read, true), source, String.join(" AND ", conditions)))
                .collect(Collectors.joining("\nUNION ALL\n"));
    }

    private static List<Projection.Column> columns(TableScan scan) {
        return scan.schema().columns().stream()
                .map(field -> new Projection.Column(field.name(), field))
                .toList();
    }

    private static String noRows(TableScan scan) {
        return scan.schema().columns().stream()
                .map(ScanView::nothing)
                .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
    }

    private static String nothing(Types.NestedField field) {
        return "CAST(NULL AS %s) AS %s".formatted(DuckTypes.of(field.type()), SqlText.identifier(field.name()));
    }
}
