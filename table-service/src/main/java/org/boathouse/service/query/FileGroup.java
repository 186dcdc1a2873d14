package org.boathouse.service.query;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Files that one projection reads, for they are laid out alike.
 *
 * @param layout of every one of them, with field ids, be it the files' own or those found by name or position
 * @param constants by field id, the SQL of columns that the files lack and their partition tells
 */
record FileGroup(ParquetColumn layout, Map<Integer, String> constants, List<Path> files) {
    private record Key(ParquetColumn layout, Map<Integer, String> constants) {}

    static List<FileGroup> of(TableScan scan, FileCache.Lease files, Map<Path, ParquetColumn> footers) {
        Map<Key, List<Path>> groups = new LinkedHashMap<>();
        String json = scan.table().properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        NameMapping mapping = json == null ? null : NameMappingParser.fromJson(json);
        for (FileScanTask task : scan.tasks()) {
            Path file = files.copy(task.file().location());
            ParquetColumn footer = footers.get(file);
            ParquetColumn layout = footer.hasIds()
                    ? footer
                    : mapping == null ? byPosition(footer, scan.schema()) : footer.withIds(mapping);
            Key key = new Key(layout, constants(task, layout, scan.schema()));
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(file);
        }
        List<FileGroup> result = new ArrayList<>();
        groups.forEach((key, paths) -> result.add(new FileGroup(key.layout, key.constants, paths)));
        return result;
    }

    private static ParquetColumn byPosition(ParquetColumn footer, Schema schema) {
        ParquetColumn layout = footer.withIdsByPosition();
        for (Types.NestedField column : schema.columns()) {
            if (column.type().isNestedType() && layout.child(column.fieldId()).isPresent()) {
                throw LakeFailure.invalid(
                        "A file of the table has no field ids, and nothing says which of them the fields in its column %s have: set the table property %s, or rewrite it with Spark",
                        column.name(), TableProperties.DEFAULT_NAME_MAPPING);
            }
        }
        return layout;
    }

    /** Values of identity partition fields whose column is not in the file (spec: Column Projection). */
    private static Map<Integer, String> constants(FileScanTask task, ParquetColumn layout, Schema schema) {
        Map<Integer, String> constants = new TreeMap<>();
        List<PartitionField> fields = task.spec().fields();
        for (int i = 0; i < fields.size(); i++) {
            int column = fields.get(i).sourceId();
            var type = schema.findType(column);
            if (fields.get(i).transform().isIdentity()
                    && type != null
                    && layout.child(column).isEmpty()) {
                constants.put(column, DuckTypes.value(task.file().partition().get(i, Object.class), type));
            }
        }
        return constants;
    }
}
