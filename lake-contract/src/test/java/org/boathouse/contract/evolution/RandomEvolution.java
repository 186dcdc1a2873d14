package org.boathouse.contract.evolution;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.boathouse.contract.evolution.FieldsByPath.in;
import static org.boathouse.contract.evolution.FieldsByPath.isInner;
import static org.boathouse.contract.evolution.FieldsByPath.parent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Changes a table at random, one of Iceberg's updates at a time, and says what it did. */
final class RandomEvolution {
    private static final Schema START = new Schema(
            List.of(
                    required(1, "id", Types.LongType.get()),
                    required(2, "name", Types.StringType.get()),
                    optional(3, "size", Types.IntegerType.get()),
                    optional(
                            4,
                            "place",
                            Types.StructType.of(
                                    required(5, "lat", Types.FloatType.get()),
                                    optional(6, "lon", Types.FloatType.get()))),
                    optional(
                            7,
                            "tags",
                            Types.ListType.ofRequired(
                                    8, Types.StructType.of(optional(9, "tag", Types.DecimalType.of(9, 2))))),
                    optional(
                            10,
                            "counts",
                            Types.MapType.ofOptional(11, 12, Types.StringType.get(), Types.IntegerType.get())),
                    optional(
                            13,
                            "parts",
                            Types.MapType.ofRequired(
                                    14,
                                    15,
                                    Types.StringType.get(),
                                    Types.StructType.of(
                                            optional(16, "weight", Types.FloatType.get()),
                                            optional(17, "sold", Types.DateType.get()))))),
            Set.of(1));

    private final Random random;
    private final MemoryTable memory;
    private final boolean hasDefaults;
    private int names;

    RandomEvolution(long seed) {
        this.random = new Random(seed);
        int formatVersion = 1 + random.nextInt(3);
        this.hasDefaults = formatVersion == 3;
        this.memory = new MemoryTable(formatVersion, START);
    }

    /** What was done, as the judgement should tell it. */
    record Step(ChangeKind kind, Optional<String> column) {}

    TableShape shape() {
        return memory.shape();
    }

    /** Takes the last step back, as a refused commit never was. */
    void undo() {
        memory.undo();
    }

    /** Empty where the update that was drawn cannot be made to this table. */
    Optional<Step> step() {
        Table table = memory.table();
        return switch (random.nextInt(16)) {
            case 0 -> add(table);
            case 1 -> addRequired(table);
            case 2 -> hasDefaults ? addWithDefault(table) : Optional.empty();
            case 3 -> column(ChangeKind.COLUMN_DROPPED, (update, path, field) -> update.deleteColumn(path));
            case 4 -> column(ChangeKind.COLUMN_RENAMED, (update, path, field) -> update.renameColumn(path, fresh()));
            case 5 -> replace();
            case 6 -> move();
            case 7 -> free().flatMap(this::nullability);
            case 8 -> widen();
            case 9 ->
                column(
                        ChangeKind.COLUMN_DESCRIBED,
                        (update, path, field) -> update.updateColumnDoc(path, "said anew " + names++));
            case 10 -> hasDefaults ? writeDefault() : Optional.empty();
            case 11 -> key(table);
            case 12 -> partition(table);
            case 13 -> unpartition(table);
            case 14 -> sort(table);
            default -> inner();
        };
    }

    private FieldsByPath fields() {
        return new FieldsByPath(shape());
    }

    private Optional<String> free() {
        List<String> free = fields().free();
        return free.isEmpty() ? Optional.empty() : Optional.of(any(free));
    }

    private interface Edit {
        void make(UpdateSchema update, String path, NestedField field);
    }

    private Optional<Step> commit(ChangeKind kind, String path, UpdateSchema update) {
        update.commit();
        return Optional.of(new Step(kind, Optional.of(path)));
    }

    private UpdateSchema update() {
        return memory.table().updateSchema();
    }

    private String fresh() {
        return "n" + names++;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private Optional<Step> column(ChangeKind kind, Edit edit) {
        return free().flatMap(path -> {
            boolean last = kind == ChangeKind.COLUMN_DROPPED
                    && fields().of(parent(path)).size() == 1;
            if (last) {
                return Optional.empty();
            }
            UpdateSchema update = update();
            edit.make(update, path, shape().schema().findField(path));
            return commit(kind, path, update);
        });
    }

    private Type type() {
        return any(List.of(
                Types.IntegerType.get(),
                Types.FloatType.get(),
                Types.DecimalType.of(6, 2),
                Types.StringType.get(),
                Types.StructType.of(required(900, "x", Types.IntegerType.get())),
                Types.ListType.ofRequired(901, Types.IntegerType.get())));
    }

    private Optional<Step> add(Table table) {
        String parent = any(fields().structs());
        String name = fresh();
        UpdateSchema update = table.updateSchema().addColumn(parent.isEmpty() ? null : parent, name, type());
        if (random.nextBoolean()) {
            update.moveFirst(in(parent, name));
        }
        return commit(parent.isEmpty() ? ChangeKind.COLUMN_ADDED : ChangeKind.FIELD_ADDED, in(parent, name), update);
    }

    private Optional<Step> addRequired(Table table) {
        String parent = any(fields().structs());
        String name = fresh();
        UpdateSchema update = table.updateSchema()
                .allowIncompatibleChanges()
                .addRequiredColumn(parent.isEmpty() ? null : parent, name, type());
        return commit(ChangeKind.COLUMN_ADDED_REQUIRED, in(parent, name), update);
    }

    private Optional<Step> addWithDefault(Table table) {
        String parent = any(fields().structs());
        String name = fresh();
        String struct = parent.isEmpty() ? null : parent;
        Literal<?> value = Literal.of(random.nextInt(9));
        if (random.nextBoolean()) {
            UpdateSchema update = table.updateSchema().addRequiredColumn(struct, name, Types.IntegerType.get(), value);
            return commit(ChangeKind.COLUMN_ADDED_REQUIRED_WITH_DEFAULT, in(parent, name), update);
        }
        UpdateSchema update = table.updateSchema().addColumn(struct, name, Types.IntegerType.get(), value);
        return commit(
                parent.isEmpty() ? ChangeKind.COLUMN_ADDED_WITH_DEFAULT : ChangeKind.FIELD_ADDED,
                in(parent, name),
                update);
    }

    private Optional<Step> replace() {
        return column(ChangeKind.COLUMN_REPLACED, (update, path, field) -> {
            String parent = parent(path);
            update.deleteColumn(path).addColumn(parent.isEmpty() ? null : parent, field.name(), type());
        });
    }

    private Optional<Step> move() {
        String struct = any(fields().structs());
        List<NestedField> fields = fields().of(struct);
        if (fields.size() < 2) {
            return Optional.empty();
        }
        NestedField last = fields.get(fields.size() - 1);
        update().moveFirst(in(struct, last.name())).commit();
        return Optional.of(
                struct.isEmpty()
                        ? new Step(ChangeKind.COLUMNS_REORDERED, Optional.empty())
                        : new Step(ChangeKind.FIELDS_REORDERED, Optional.of(struct)));
    }

    private Optional<Step> nullability(String path) {
        return shape().schema().findField(path).isOptional()
                ? commit(
                        ChangeKind.COLUMN_MADE_REQUIRED,
                        path,
                        update().allowIncompatibleChanges().requireColumn(path))
                : commit(ChangeKind.COLUMN_MADE_OPTIONAL, path, update().makeColumnOptional(path));
    }

    private Optional<Step> widen() {
        List<String> narrow = fields().byPath().entrySet().stream()
                .filter(entry -> wider(entry.getValue().type()).isPresent())
                .map(Map.Entry::getKey)
                .toList();
        if (narrow.isEmpty()) {
            return Optional.empty();
        }
        String path = any(narrow);
        Type.PrimitiveType wider = wider(shape().schema().findType(path)).orElseThrow();
        return commit(ChangeKind.TYPE_WIDENED, path, update().updateColumn(path, wider));
    }

    private static Optional<Type.PrimitiveType> wider(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> Optional.of(Types.LongType.get());
            case FLOAT -> Optional.of(Types.DoubleType.get());
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield decimal.precision() < 38
                        ? Optional.of(Types.DecimalType.of(decimal.precision() + 1, decimal.scale()))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private Optional<Step> writeDefault() {
        List<String> ints = fields().byPath().entrySet().stream()
                .filter(entry -> !isInner(entry.getKey()))
                .filter(entry -> entry.getValue().type().typeId() == Type.TypeID.INTEGER)
                .map(Map.Entry::getKey)
                .toList();
        if (ints.isEmpty()) {
            return Optional.empty();
        }
        String path = any(ints);
        UpdateSchema update = update().updateColumnDefault(path, Literal.of(100 + names++));
        return commit(ChangeKind.WRITE_DEFAULT_CHANGED, path, update);
    }

    private Optional<Step> key(Table table) {
        Set<String> key = table.schema().identifierFieldNames();
        List<String> possible = table.schema().columns().stream()
                .filter(NestedField::isRequired)
                .filter(column -> column.type().typeId() == Type.TypeID.STRING
                        || column.type().typeId() == Type.TypeID.LONG)
                .map(NestedField::name)
                .filter(name -> !key.equals(Set.of(name)))
                .toList();
        if (possible.isEmpty()) {
            return Optional.empty();
        }
        table.updateSchema().setIdentifierFields(any(possible)).commit();
        return Optional.of(new Step(ChangeKind.KEY_CHANGED, Optional.empty()));
    }

    private Optional<Step> partition(Table table) {
        List<String> possible = table.schema().columns().stream()
                .filter(column -> column.type().typeId() == Type.TypeID.STRING
                        || column.type().typeId() == Type.TypeID.LONG)
                .filter(column ->
                        table.spec().getFieldsBySourceId(column.fieldId()).isEmpty())
                .map(NestedField::name)
                .toList();
        if (possible.isEmpty()) {
            return Optional.empty();
        }
        table.updateSpec()
                .addField(fresh(), Expressions.bucket(any(possible), 1 + names++))
                .commit();
        return Optional.of(new Step(ChangeKind.PARTITION_FIELD_ADDED, Optional.empty()));
    }

    private Optional<Step> unpartition(Table table) {
        List<PartitionField> fields = table.spec().fields().stream()
                .filter(field -> !field.transform().isVoid())
                .toList();
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        table.updateSpec().removeField(any(fields).name()).commit();
        return Optional.of(new Step(ChangeKind.PARTITION_FIELD_DROPPED, Optional.empty()));
    }

    private Optional<Step> sort(Table table) {
        String column = table.schema().columns().get(0).name();
        if (!table.schema().columns().get(0).type().isPrimitiveType()
                || table.sortOrder().isSorted()) {
            return Optional.empty();
        }
        table.replaceSortOrder().desc(column).commit();
        return Optional.of(new Step(ChangeKind.SORT_ORDER_CHANGED, Optional.empty()));
    }

    /** A list's elements or a map's values. */
    private Optional<Step> inner() {
        List<String> inner = fields().byPath().keySet().stream()
                .filter(path -> path.endsWith(".element") || path.endsWith(".value"))
                .toList();
        if (inner.isEmpty()) {
            return Optional.empty();
        }
        return nullability(any(inner));
    }
}
