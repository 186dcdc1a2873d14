package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Changes of columns, and of fields within them. */
final class SchemaSteps {
    private final RandomTable table;
    private final Dice dice;
    private final RandomTypes types;

    SchemaSteps(RandomTable table) {
        this.table = table;
        this.dice = table.dice;
        this.types = table.types;
    }

    /** Where fields stand: the table itself, a struct, a list's elements, a map's values. */
    private record Place(String path, List<NestedField> fields) {
        String of(NestedField field) {
            return path == null ? field.name() : path + "." + field.name();
        }
    }

    private record At(Place place, NestedField field) {
        String path() {
            return place.of(field);
        }
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        collect(null, table.iceberg.schema().asStruct(), places);
        return places;
    }

    private static void collect(String path, Type type, List<Place> places) {
        switch (type.typeId()) {
            case STRUCT -> {
                Place place = new Place(path, type.asStructType().fields());
                places.add(place);
                place.fields().forEach(field -> collect(place.of(field), field.type(), places));
            }
            case LIST -> collect(path + ".element", type.asListType().elementType(), places);
            case MAP -> collect(path + ".value", type.asMapType().valueType(), places);
            default -> {
                // Nothing stands in it.
            }
        }
    }

    private List<At> fields() {
        return places().stream()
                .flatMap(place -> place.fields().stream().map(field -> new At(place, field)))
                .toList();
    }

    Optional<String> add() {
        Place place = dice.one(places());
        return Optional.of(add(table.iceberg.updateSchema(), place, table.freeName(place.fields())));
    }

    private String add(UpdateSchema update, Place place, String name) {
        Type type = types.any(2, table.formatVersion());
        Literal<?> value =
                table.formatVersion() >= 3 && type.isPrimitiveType() && dice.percent(60) ? literal(type) : null;
        if (value != null && dice.percent(30)) {
            update.addRequiredColumn(place.path(), name, type, null, value);
        } else {
            update.addColumn(place.path(), name, type, null, value);
        }
        update.commit();
        return "add %s to %s: %s%s".formatted(name, place.path(), type, value == null ? "" : " default " + value);
    }

    private Literal<?> literal(Type type) {
        Object value = table.values.of(type);
        while (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
            // Iceberg writes such defaults into metadata that it then cannot read.
            value = table.values.of(type);
        }
        return switch (type.typeId()) {
            case BOOLEAN -> Literal.of((Boolean) value);
            case INTEGER -> Literal.of((Integer) value);
            case LONG -> Literal.of((Long) value);
            case FLOAT -> Literal.of((Float) value);
            case DOUBLE -> Literal.of((Double) value);
            case DECIMAL -> Literal.of((java.math.BigDecimal) value);
            case UUID -> Literal.of((java.util.UUID) value);
            case STRING -> Literal.of((String) value);
            case FIXED -> Literal.of((byte[]) value);
            case BINARY -> Literal.of((java.nio.ByteBuffer) value);
            default -> Literal.of(value.toString()).to(type);
        };
    }

    Optional<String> writeDefault() {
        List<At> primitives = fields().stream()
                .filter(at -> at.field().type().isPrimitiveType())
                .toList();
        if (table.formatVersion() < 3 || primitives.isEmpty()) {
            return Optional.empty();
        }
        At at = dice.one(primitives);
        Literal<?> value = literal(at.field().type());
        table.iceberg.updateSchema().updateColumnDefault(at.path(), value).commit();
        return Optional.of("default %s = %s".formatted(at.path(), value));
    }

    Optional<String> rename() {
        At at = dice.one(fields());
        String name = table.freeName(at.place().fields());
        table.iceberg.updateSchema().renameColumn(at.path(), name).commit();
        return Optional.of("rename %s to %s".formatted(at.path(), name));
    }

    Optional<String> drop() {
        At at = dice.one(fields());
        if (at.place().fields().size() == 1 || tellsPartitions(at.field())) {
            return Optional.empty();
        }
        table.iceberg.updateSchema().deleteColumn(at.path()).commit();
        return Optional.of("drop " + at.path());
    }

    /**
     * Whether any partitions are made of it, or of something in it. When that is gone, Iceberg knows no type for their values and
     * takes them for null: constants are lost, deletes meet files of other partitions, vectors are taken for corrupt.
     */
    private boolean tellsPartitions(NestedField dropped) {
        Set<Integer> within = TypeUtil.getProjectedIds(dropped.type());
        return sources().anyMatch(id -> id == dropped.fieldId() || within.contains(id));
    }

    private Stream<Integer> sources() {
        return table.iceberg.specs().values().stream()
                .flatMap(spec -> spec.fields().stream())
                .map(PartitionField::sourceId);
    }

    /** In one commit or two. */
    Optional<String> dropAndAddAgain() {
        if (table.imports) {
            return Optional.empty();
        }
        At at = dice.one(fields());
        if (tellsPartitions(at.field())) {
            return Optional.empty();
        }
        UpdateSchema update = table.iceberg.updateSchema().deleteColumn(at.path());
        if (at.place().fields().size() > 1 && dice.percent(50)) {
            update.commit();
            update = table.iceberg.updateSchema();
        }
        return Optional.of("drop, and " + add(update, at.place(), at.field().name()));
    }

    Optional<String> move() {
        Place place = dice.one(places());
        if (place.fields().size() < 2) {
            return Optional.empty();
        }
        String moved = place.of(dice.one(place.fields()));
        String beside = place.of(dice.one(place.fields()));
        if (moved.equals(beside)) {
            table.iceberg.updateSchema().moveFirst(moved).commit();
            return Optional.of("move first " + moved);
        }
        UpdateSchema update = table.iceberg.updateSchema();
        (dice.percent(50) ? update.moveBefore(moved, beside) : update.moveAfter(moved, beside)).commit();
        return Optional.of("move %s beside %s".formatted(moved, beside));
    }

    /**
     * Of any field, elements and values too; the keys of maps cannot change. Not of what a partition tells by identity: Iceberg's
     * generic reader takes such values as narrow as they were, and fails on them where it applies deletes.
     */
    Optional<String> promote() {
        List<Integer> promotable = TypeUtil.indexById(table.iceberg.schema().asStruct()).values().stream()
                .filter(field -> promoted(field.type()) != null)
                .map(NestedField::fieldId)
                .filter(id -> table.iceberg.specs().values().stream()
                        .flatMap(spec -> spec.fields().stream())
                        .noneMatch(field ->
                                field.sourceId() == id && field.transform().isIdentity()))
                .filter(id -> !table.iceberg.schema().findColumnName(id).endsWith(".key"))
                .toList();
        if (promotable.isEmpty()) {
            return Optional.empty();
        }
        int id = dice.one(promotable);
        String path = table.iceberg.schema().findColumnName(id);
        Type.PrimitiveType wide = promoted(table.iceberg.schema().findType(id));
        table.iceberg.updateSchema().updateColumn(path, wide).commit();
        return Optional.of("promote %s to %s".formatted(path, wide));
    }

    private static Type.PrimitiveType promoted(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> Types.LongType.get();
            case FLOAT -> Types.DoubleType.get();
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield decimal.precision() < 38
                        ? Types.DecimalType.of(Math.min(38, decimal.precision() * 2), decimal.scale())
                        : null;
            }
            default -> null;
        };
    }

    Optional<String> makeOptional() {
        List<At> required =
                fields().stream().filter(at -> at.field().isRequired()).toList();
        if (required.isEmpty()) {
            return Optional.empty();
        }
        At at = dice.one(required);
        table.iceberg.updateSchema().makeColumnOptional(at.path()).commit();
        return Optional.of("make optional " + at.path());
    }

    /** An older schema becomes the current one: of those that can read whatever has been written since. */
    Optional<String> setBack() {
        Table iceberg = table.iceberg;
        List<Schema> readable = iceberg.schemas().values().stream()
                .filter(schema -> schema.schemaId() != iceberg.schema().schemaId())
                .filter(schema -> iceberg.schemas().values().stream().allMatch(other -> reads(schema, other)))
                .filter(schema -> sources().allMatch(id -> schema.findField(id) != null))
                .toList();
        if (readable.isEmpty()) {
            return Optional.empty();
        }
        int id = dice.one(readable).schemaId();
        TableOperations operations = ((BaseTable) iceberg).operations();
        TableMetadata base = operations.current();
        operations.commit(
                base, TableMetadata.buildFrom(base).setCurrentSchema(id).build());
        iceberg.refresh();
        return Optional.of("set the current schema to " + id);
    }

    private static boolean reads(Schema schema, Schema written) {
        return TypeUtil.indexById(schema.asStruct()).values().stream().allMatch(field -> {
            NestedField other = written.findField(field.fieldId());
            if (other == null) {
                return field.isOptional() || field.initialDefault() != null;
            }
            return (field.isOptional() || other.isRequired())
                    && (field.type().isNestedType()
                            || TypeUtil.isPromotionAllowed(
                                    other.type(), field.type().asPrimitiveType()));
        });
    }
}
