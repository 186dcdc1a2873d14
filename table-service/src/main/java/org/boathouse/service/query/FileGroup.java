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

/**
 * Files that one projection reads, for they are laid out alike.
 *
 * @param layout of every one of them, with field ids
 * @param idsInFile whether the ids stand in the files; else they were found by name or position
 * @param constants by field id, the SQL of columns that the files lack and their partition tells
 */
record FileGroup(ParquetColumn layout, boolean idsInFile, Map<Integer, String> constants, List<Path> files) {
    private record Key(ParquetColumn layout, boolean idsInFile, Map<Integer, String> constants) {}

    static List<FileGroup> of(TableScan scan, FileCache.Lease files, Map<Path, ParquetColumn> footers) {
        Map<Key, List<Path>> groups = new LinkedHashMap<>();
        String json = scan.table().properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        NameMapping mapping = json == null ? null : NameMappingParser.fromJson(json);
        for (FileScanTask task : scan.tasks()) {
            Path file = files.copy(task.file().location());
            ParquetColumn footer = footers.get(file);
            boolean idsInFile = footer.hasIds();
            ParquetColumn layout =
                    idsInFile ? footer : mapping == null ? footer.withIdsByPosition() : footer.withIds(mapping);
            Key key = new Key(layout, idsInFile, constants(task, layout, scan.schema()));
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(file);
        }
        List<FileGroup> result = new ArrayList<>();
        groups.forEach((key, paths) -> result.add(new FileGroup(key.layout, key.idsInFile, key.constants, paths)));
        return result;
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
                Object value = task.file().partition().get(i, Object.class);
                if (value != null) {
                    constants.put(column, DuckTypes.value(value, type));
                }
            }
        }
        return constants;
    }
}
