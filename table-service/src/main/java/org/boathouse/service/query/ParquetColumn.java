package org.boathouse.service.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.MappedFields;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.types.Type;

/**
 * A column, or a group of columns, of a Parquet file's schema.
 *
 * @param id the Iceberg field id, null where the file has none
 * @param type the physical and logical type, as DuckDB tells them
 */
record ParquetColumn(String name, Integer id, String type, List<ParquetColumn> children) {
    ParquetColumn {
        children = List.copyOf(children);
    }

    Optional<ParquetColumn> child(int fieldId) {
        return children.stream()
                .filter(child -> child.id != null && child.id == fieldId)
                .findFirst();
    }

    boolean hasIds() {
        return id != null || children.stream().anyMatch(ParquetColumn::hasIds);
    }

    boolean hasChildNamed(String childName) {
        return children.stream().anyMatch(child -> child.name.equalsIgnoreCase(childName));
    }

    /** This file schema with ids by a table's name mapping (spec: Column Projection). */
    ParquetColumn withIds(NameMapping mapping) {
        return withChildren(children.stream()
                .map(child -> child.mapped(mapping.asMappedFields()))
                .toList());
    }

    /** This file schema with the ids that Iceberg assumes where a table has no name mapping: by position. */
    ParquetColumn withIdsByPosition() {
        List<ParquetColumn> numbered = new ArrayList<>();
        for (ParquetColumn child : children) {
            numbered.add(new ParquetColumn(child.name, numbered.size() + 1, child.type, child.children));
        }
        return withChildren(numbered);
    }

    private ParquetColumn withChildren(List<ParquetColumn> replaced) {
        return new ParquetColumn(name, id, type, replaced);
    }

    private ParquetColumn mapped(MappedFields fields) {
        // A list's or map's repeated group has no name of its own in a mapping: look through it.
        MappedField field = fields == null
                ? null
                : fields.fields().stream()
                        .filter(candidate -> candidate.names().contains(name))
                        .findFirst()
                        .orElse(null);
        MappedFields inside = field == null ? fields : field.nestedMapping();
        return new ParquetColumn(
                name,
                field == null ? null : field.id(),
                type,
                children.stream().map(child -> child.mapped(inside)).toList());
    }

    /** Whether this column holds a type's nested fields, every one, in order and under their names, so that a cast will do. */
    boolean isLike(Type wanted) {
        return switch (wanted.typeId()) {
            case STRUCT -> {
                var fields = wanted.asStructType().fields();
                yield fields.size() == children.size()
                        && Stream.iterate(0, i -> i < fields.size(), i -> i + 1).allMatch(i -> {
                            ParquetColumn child = children.get(i);
                            var field = fields.get(i);
                            return Objects.equals(child.id, field.fieldId())
                                    && child.name.equals(field.name())
                                    && child.isLike(field.type());
                        });
            }
            case LIST -> {
                var list = wanted.asListType();
                yield repeated(1)
                        .filter(group -> Objects.equals(group.children.get(0).id, list.elementId())
                                && group.children.get(0).isLike(list.elementType()))
                        .isPresent();
            }
            case MAP -> {
                var map = wanted.asMapType();
                yield repeated(2)
                        .filter(group -> group.children.get(0).isLike(map.keyType())
                                && group.children.get(1).isLike(map.valueType()))
                        .isPresent();
            }
            case VARIANT -> true;
            default -> children.isEmpty();
        };
    }

    /** Of a list: what its elements are (Parquet's LogicalTypes.md: Lists, with its rules for old files). */
    ParquetColumn element() {
        ParquetColumn group = children.get(0);
        boolean isElement =
                group.children.size() != 1 || group.name.equals("array") || group.name.equals(name + "_tuple");
        return isElement ? group : group.children.get(0);
    }

    private Optional<ParquetColumn> repeated(int columns) {
        return children.size() == 1 && children.get(0).children.size() == columns
                ? Optional.of(children.get(0))
                : Optional.empty();
    }
}
