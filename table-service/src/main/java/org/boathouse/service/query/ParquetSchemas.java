package org.boathouse.service.query;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schemas in Parquet files' footers. Files are immutable, so a footer is read once; alike schemas are kept once. */
final class ParquetSchemas {
    private static final int FILES_MAX = 50_000;
    private static final int SCHEMAS_MAX = 5_000;

    private final Map<Path, ParquetColumn> byFile = Collections.synchronizedMap(bounded(FILES_MAX));
    private final Map<ParquetColumn, ParquetColumn> alike = Collections.synchronizedMap(bounded(SCHEMAS_MAX));

    private static <K, V> Map<K, V> bounded(int entriesMax) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > entriesMax;
            }
        };
    }

    /** @return each file's schema, its root's children being the columns */
    Map<Path, ParquetColumn> of(Collection<Path> files, DuckConnection duck) {
        Map<Path, ParquetColumn> schemas = new HashMap<>();
        List<Path> unread = new ArrayList<>();
        for (Path file : files) {
            ParquetColumn known = byFile.get(file);
            if (known == null) {
                unread.add(file);
            } else {
                schemas.put(file, known);
            }
        }
        if (!unread.isEmpty()) {
            read(unread, duck).forEach((file, read) -> {
                ParquetColumn schema = alike.merge(read, read, (first, again) -> first);
                byFile.put(file, schema);
                schemas.put(file, schema);
            });
        }
        return schemas;
    }

    private static Map<Path, ParquetColumn> read(List<Path> files, DuckConnection duck) {
        String sql = """
                SELECT file_name, name, field_id, concat_ws(' ', type, type_length, logical_type, converted_type) AS type,
                  coalesce(num_children, 0) AS children
                FROM parquet_schema(%s)""".formatted(SqlText.files(files));
        return duck.query(sql, rows -> {
            Map<Path, ParquetColumn> schemas = new HashMap<>();
            while (rows.next()) {
                Path file = Path.of(rows.getString("file_name"));
                schemas.put(file, column(rows));
            }
            return schemas;
        });
    }

    /** Rows stand depth first: a column's children follow it. */
    private static ParquetColumn column(ResultSet rows) throws SQLException {
        String name = rows.getString("name");
        int number = rows.getInt("field_id");
        Integer id = rows.wasNull() ? null : number;
        String type = rows.getString("type");
        int count = rows.getInt("children");
        List<ParquetColumn> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!rows.next()) {
                throw new SQLException("a Parquet footer breaks off below " + name);
            }
            children.add(column(rows));
        }
        return new ParquetColumn(name, id, type, children);
    }
}
