package org.boathouse.contract.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** A shape's fields at every depth, by their paths. */
final class FieldsByPath {
    private final TableShape shape;
    private final Map<String, NestedField> fields = new TreeMap<>();

    FieldsByPath(TableShape shape) {
        this.shape = shape;
        TypeUtil.indexById(shape.schema().asStruct())
                .forEach((id, field) -> fields.put(shape.schema().findColumnName(id), field));
    }

    Map<String, NestedField> byPath() {
        return fields;
    }

    /** Paths of all structs, the table's own as an empty one. */
    List<String> structs() {
        List<String> paths = new ArrayList<>(List.of(""));
        fields.forEach((path, field) -> {
            if (field.type().isStructType()) {
                paths.add(path);
            }
        });
        return paths;
    }

    /** The fields of a struct. */
    List<NestedField> of(String struct) {
        return struct.isEmpty()
                ? shape.schema().columns()
                : shape.schema().findType(struct).asStructType().fields();
    }

    /** Paths of structs' fields by which no layout and no key goes. */
    List<String> free() {
        return fields.entrySet().stream()
                .filter(entry -> !isInner(entry.getKey()))
                .filter(entry -> !isUsed(entry.getValue().fieldId()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isUsed(int id) {
        return shape.key().contains(id)
                || shape.partitioning().fields().stream().anyMatch(field -> field.sourceId() == id)
                || shape.sortOrder().fields().stream().anyMatch(field -> field.sourceId() == id);
    }

    /** Whether it is a list's element, or a map's key or value. */
    static boolean isInner(String path) {
        return path.endsWith(".element") || path.endsWith(".key") || path.endsWith(".value");
    }

    /** The path of the struct that a field is in. */
    static String parent(String path) {
        return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
    }

    static String in(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
