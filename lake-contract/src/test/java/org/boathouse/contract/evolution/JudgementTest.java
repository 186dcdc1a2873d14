package org.boathouse.contract.evolution;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.boathouse.contract.evolution.Shapes.columns;
import static org.boathouse.contract.evolution.Shapes.keyed;
import static org.boathouse.contract.evolution.Shapes.partitioned;
import static org.boathouse.contract.evolution.Shapes.shape;
import static org.boathouse.contract.evolution.Shapes.sorted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.evolution.Shapes.Position;
import org.junit.jupiter.api.Test;

/** Every case of {@code docs/evolution.md}, done to real Iceberg schemas; and the page says what the code judges. */
class JudgementTest {
    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type DATE = Types.DateType.get();
    private static final Type STRING = Types.StringType.get();
    private static final Type TIME = Types.TimeType.get();
    private static final NestedField A = optional(1, "a", INT);
    private static final NestedField B = optional(2, "b", STRING);
    private static final NestedField SURE = required(1, "a", INT);

    /** @param column empty where the change is the table's */
    private record Case(ChangeKind kind, Optional<String> column, TableShape before, TableShape after) {}

    @Test
    void everyCaseIsFoundInRealSchemasAndJudgedAsThePageSays() throws IOException {
        List<String> page = Files.readAllLines(page());
        for (Case example : cases()) {
            List<SchemaChange> changes = example.before().changesTo(example.after());

            assertEquals(1, changes.size(), () -> example + " gave " + changes);
            SchemaChange change = changes.get(0);
            assertEquals(example.kind(), change.kind(), change::says);
            assertEquals(example.column(), change.column());
            assertTrue(page.contains(row(change.kind())), () -> "not in docs/evolution.md: " + row(change.kind()));
        }
    }

    @Test
    void everyKindHasItsCase() {
        Set<ChangeKind> seen = cases().stream().map(Case::kind).collect(Collectors.toSet());
        assertEquals(EnumSet.allOf(ChangeKind.class), EnumSet.copyOf(seen));
    }

    @Test
    void thePageHasEveryKindOnceInOrderAndNothingElse() throws IOException {
        List<String> rows = Files.readAllLines(page()).stream()
                .filter(line -> line.startsWith("|"))
                .toList();
        List<String> expected =
                new ArrayList<>(List.of("| change | readers | writers | contract | why |", "|---|---|---|---|---|"));
        Arrays.stream(ChangeKind.values()).map(JudgementTest::row).forEach(expected::add);
        assertEquals(String.join("\n", expected), String.join("\n", rows));
    }

    @Test
    void equalShapesDoNotDiffer() {
        for (Case example : cases()) {
            assertEquals(List.of(), example.before().changesTo(example.before()));
            assertEquals(List.of(), example.after().changesTo(example.after()));
        }
    }

    private static String row(ChangeKind kind) {
        return "| %s | %s | %s | %s | %s %s |"
                .formatted(
                        kind.title(),
                        kind.readers().text(),
                        kind.writers().text(),
                        kind.announcement().text(),
                        kind.whyForReaders(),
                        kind.whyForWriters());
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/evolution.md"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/evolution.md");
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Position position : Position.values()) {
            cases.addAll(inStructs(position));
            cases.addAll(defaults(position));
        }
        cases.addAll(types());
        cases.addAll(elementsAndValues());
        cases.addAll(keys());
        cases.addAll(layouts());
        return cases;
    }

    private static List<Case> inStructs(Position position) {
        Optional<String> a = Optional.of(position.path("a"));
        Optional<String> b = Optional.of(position.path("b"));
        Optional<String> struct = Optional.of(position.struct()).filter(path -> !path.isEmpty());
        NestedField c = optional(3, "c", INT);
        boolean nested = position != Position.COLUMNS;
        ChangeKind added = nested ? ChangeKind.FIELD_ADDED : ChangeKind.COLUMN_ADDED;
        ChangeKind reordered = nested ? ChangeKind.FIELDS_REORDERED : ChangeKind.COLUMNS_REORDERED;
        return List.of(
                in(position, added, b, List.of(A), List.of(A, B)),
                in(position, added, b, List.of(A, c), List.of(A, B, c)),
                in(position, ChangeKind.COLUMN_ADDED_REQUIRED, b, List.of(A), List.of(A, required(2, "b", STRING))),
                in(
                        position,
                        ChangeKind.COLUMN_ADDED_ALIKE,
                        Optional.of(position.path("A")),
                        List.of(A),
                        List.of(A, optional(2, "A", STRING))),
                in(
                        position,
                        ChangeKind.COLUMN_ADDED_ALIKE,
                        b,
                        List.of(A),
                        List.of(A, holding(B, optional(4, "B", INT)))),
                in(position, ChangeKind.COLUMN_ADDED_NOT_FOR_ALL, b, List.of(A), List.of(A, optional(2, "b", TIME))),
                in(
                        position,
                        ChangeKind.COLUMN_ADDED_NOT_FOR_ALL,
                        b,
                        List.of(A),
                        List.of(A, holding(optional(3, "at", TIME)))),
                in(position, ChangeKind.COLUMN_DROPPED, b, List.of(A, B), List.of(A)),
                in(position, ChangeKind.COLUMN_RENAMED, b, List.of(A, B), List.of(A, optional(2, "z", STRING))),
                in(position, ChangeKind.COLUMN_REPLACED, b, List.of(A, B), List.of(A, optional(3, "b", STRING))),
                in(position, ChangeKind.COLUMN_REPLACED, b, List.of(A, B), List.of(A, required(3, "b", INT))),
                in(position, reordered, struct, List.of(A, B, c), List.of(B, A, c)),
                in(position, ChangeKind.COLUMN_MADE_OPTIONAL, a, List.of(SURE, B), List.of(A, B)),
                in(position, ChangeKind.COLUMN_MADE_REQUIRED, a, List.of(A, B), List.of(SURE, B)),
                in(position, ChangeKind.TYPE_WIDENED, a, List.of(A), List.of(optional(1, "a", LONG))),
                in(position, ChangeKind.TYPE_NARROWED, a, List.of(optional(1, "a", LONG)), List.of(A)),
                in(position, ChangeKind.TYPE_CHANGED, a, List.of(A), List.of(optional(1, "a", STRING))),
                in(position, ChangeKind.COLUMN_DESCRIBED, a, List.of(A), List.of(optional(1, "a", INT, "what it is"))));
    }

    private static NestedField holding(NestedField... fields) {
        Type struct = Types.StructType.of(List.of(fields).stream()
                .map(field ->
                        NestedField.from(field).withId(field.fieldId() + 10).build())
                .toList());
        return optional(2, "b", Types.ListType.ofOptional(50, struct));
    }

    private static Case in(
            Position position,
            ChangeKind kind,
            Optional<String> column,
            List<NestedField> before,
            List<NestedField> after) {
        return new Case(kind, column, shape(3, position.around(before)), shape(3, position.around(after)));
    }

    private static List<Case> defaults(Position position) {
        Optional<String> b = Optional.of(position.path("b"));
        NestedField both = defaulting(false, 7, 7);
        NestedField sure = defaulting(true, 7, 7);
        ChangeKind added = position == Position.COLUMNS ? ChangeKind.COLUMN_ADDED_WITH_DEFAULT : ChangeKind.FIELD_ADDED;
        return List.of(
                in(position, added, b, List.of(A), List.of(A, both)),
                in(position, ChangeKind.COLUMN_ADDED_REQUIRED_WITH_DEFAULT, b, List.of(A), List.of(A, sure)),
                in(position, ChangeKind.INITIAL_DEFAULT_CHANGED, b, List.of(both), List.of(defaulting(false, 8, 7))),
                in(position, ChangeKind.WRITE_DEFAULT_CHANGED, b, List.of(both), List.of(defaulting(false, 7, 8))),
                in(position, ChangeKind.WRITE_DEFAULT_CHANGED, b, List.of(both), List.of(defaulting(false, 7, null))),
                in(position, ChangeKind.WRITE_DEFAULT_CHANGED, b, List.of(sure), List.of(defaulting(true, 7, 8))),
                in(position, ChangeKind.WRITE_DEFAULT_REMOVED, b, List.of(sure), List.of(defaulting(true, 7, null))),
                in(
                        position,
                        ChangeKind.TYPE_WIDENED,
                        b,
                        List.of(both),
                        List.of(NestedField.from(both).ofType(LONG).build())));
    }

    private static NestedField defaulting(boolean required, Integer initial, Integer write) {
        NestedField.Builder field = required ? NestedField.required("b") : NestedField.optional("b");
        return field.withId(2)
                .ofType(INT)
                .withInitialDefault(initial == null ? null : Literal.of(initial))
                .withWriteDefault(write == null ? null : Literal.of(write))
                .build();
    }

    private static List<Case> types() {
        Type micros = Types.TimestampType.withoutZone();
        Type nanos = Types.TimestampNanoType.withoutZone();
        Type struct = Types.StructType.of(B);
        return List.of(
                typed(2, ChangeKind.TYPE_WIDENED, Types.FloatType.get(), Types.DoubleType.get()),
                typed(2, ChangeKind.TYPE_WIDENED, Types.DecimalType.of(10, 2), Types.DecimalType.of(12, 2)),
                typed(3, ChangeKind.TYPE_WIDENED, Types.UnknownType.get(), STRING),
                typed(3, ChangeKind.TYPE_WIDENED, Types.UnknownType.get(), struct),
                typed(2, ChangeKind.TYPE_NARROWED, Types.DoubleType.get(), Types.FloatType.get()),
                typed(2, ChangeKind.TYPE_NARROWED, Types.DecimalType.of(12, 2), Types.DecimalType.of(10, 2)),
                typed(2, ChangeKind.TYPE_CHANGED, Types.DecimalType.of(10, 2), Types.DecimalType.of(12, 3)),
                typed(3, ChangeKind.TYPE_CHANGED, INT, Types.FloatType.get()),
                typed(3, ChangeKind.TYPE_CHANGED, micros, nanos),
                typed(3, ChangeKind.TYPE_CHANGED, Types.VariantType.get(), STRING),
                typed(2, ChangeKind.TYPE_CHANGED, STRING, struct),
                typed(2, ChangeKind.TYPE_CHANGED, struct, Types.ListType.ofOptional(3, STRING)),
                typed(3, ChangeKind.DATE_MADE_TIMESTAMP, DATE, micros),
                typed(3, ChangeKind.DATE_MADE_TIMESTAMP, DATE, nanos),
                typed(2, ChangeKind.TYPE_CHANGED, DATE, micros),
                typed(3, ChangeKind.TYPE_CHANGED, DATE, Types.TimestampType.withZone()),
                byDate(ChangeKind.DATE_MADE_TIMESTAMP, "month"),
                byDate(ChangeKind.TYPE_CHANGED, "identity"),
                new Case(
                        ChangeKind.COLUMN_REPARENTED,
                        Optional.of("place.b"),
                        columns(A, optional(3, "place", Types.StructType.of(B, optional(4, "c", INT)))),
                        columns(A, optional(3, "place", Types.StructType.of(optional(4, "c", INT))), B)));
    }

    private static Case typed(int formatVersion, ChangeKind kind, Type before, Type after) {
        return new Case(
                kind,
                Optional.of("a"),
                columns(formatVersion, optional(1, "a", before)),
                columns(formatVersion, optional(1, "a", after)));
    }

    /** A date by which the table is partitioned becomes a timestamp. */
    private static Case byDate(ChangeKind kind, String transform) {
        return new Case(
                kind, Optional.of("a"), byDate(DATE, transform), byDate(Types.TimestampType.withoutZone(), transform));
    }

    private static TableShape byDate(Type type, String transform) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(new Schema(optional(1, "a", type)));
        return partitioned(3, (transform.equals("month") ? spec.month("a") : spec.identity("a")).build());
    }

    private static List<Case> elementsAndValues() {
        Type ints = Types.ListType.ofRequired(2, INT);
        Type map = Types.MapType.ofRequired(2, 3, INT, INT);
        Type key = Types.StructType.of(optional(9, "k", INT));
        return List.of(
                inner(ChangeKind.COLUMN_MADE_OPTIONAL, "a.element", ints, Types.ListType.ofOptional(2, INT)),
                inner(ChangeKind.COLUMN_MADE_REQUIRED, "a.element", Types.ListType.ofOptional(2, INT), ints),
                inner(ChangeKind.TYPE_WIDENED, "a.element", ints, Types.ListType.ofRequired(2, LONG)),
                inner(ChangeKind.TYPE_CHANGED, "a.element", ints, Types.ListType.ofRequired(2, STRING)),
                inner(ChangeKind.COLUMN_REPLACED, "a.element", ints, Types.ListType.ofRequired(3, INT)),
                inner(ChangeKind.COLUMN_MADE_OPTIONAL, "a.value", map, Types.MapType.ofOptional(2, 3, INT, INT)),
                inner(ChangeKind.COLUMN_MADE_REQUIRED, "a.value", Types.MapType.ofOptional(2, 3, INT, INT), map),
                inner(ChangeKind.TYPE_WIDENED, "a.value", map, Types.MapType.ofRequired(2, 3, INT, LONG)),
                inner(ChangeKind.TYPE_NARROWED, "a.value", Types.MapType.ofRequired(2, 3, INT, LONG), map),
                inner(ChangeKind.COLUMN_REPLACED, "a.value", map, Types.MapType.ofRequired(2, 4, INT, INT)),
                inner(ChangeKind.MAP_KEY_CHANGED, "a.key", map, Types.MapType.ofRequired(2, 3, LONG, INT)),
                inner(ChangeKind.MAP_KEY_CHANGED, "a.key", map, Types.MapType.ofRequired(4, 3, INT, INT)),
                inner(
                        ChangeKind.MAP_KEY_CHANGED,
                        "a.key",
                        Types.MapType.ofRequired(2, 3, key, INT),
                        Types.MapType.ofRequired(
                                2, 3, Types.StructType.of(optional(9, "k", INT), optional(8, "l", INT)), INT)));
    }

    private static Case inner(ChangeKind kind, String path, Type before, Type after) {
        return new Case(kind, Optional.of(path), columns(optional(1, "a", before)), columns(optional(1, "a", after)));
    }

    private static List<Case> keys() {
        Schema schema = new Schema(SURE, required(2, "b", STRING));
        Schema renamed = new Schema(required(1, "z", INT), required(2, "b", STRING));
        return List.of(
                new Case(ChangeKind.KEY_CHANGED, Optional.empty(), keyed(schema, 1), keyed(schema, 1, 2)),
                new Case(ChangeKind.KEY_CHANGED, Optional.empty(), keyed(schema, 1, 2), keyed(schema, 2)),
                new Case(ChangeKind.KEY_CHANGED, Optional.empty(), keyed(schema), keyed(schema, 1)),
                new Case(ChangeKind.COLUMN_RENAMED, Optional.of("a"), keyed(schema, 1), keyed(renamed, 1)));
    }

    private static List<Case> layouts() {
        Schema schema = new Schema(optional(1, "a", DATE), B);
        PartitionSpec none = PartitionSpec.builderFor(schema).build();
        PartitionSpec month = PartitionSpec.builderFor(schema).month("a").build();
        PartitionSpec both =
                PartitionSpec.builderFor(schema).month("a").bucket("b", 4).build();
        PartitionSpec renamed =
                PartitionSpec.builderFor(schema).month("a", "months").build();
        PartitionSpec dropped = PartitionSpec.builderFor(schema).alwaysNull("a").build();
        SortOrder ascending = SortOrder.builderFor(schema).asc("a").build();
        SortOrder descending = SortOrder.builderFor(schema).desc("a").build();
        TableShape unsorted = shape(2, schema);
        return List.of(
                layout(ChangeKind.PARTITION_FIELD_ADDED, partitioned(month), partitioned(both)),
                layout(ChangeKind.PARTITION_FIELD_ADDED, partitioned(none), partitioned(month)),
                layout(ChangeKind.PARTITION_FIELD_DROPPED, partitioned(both), partitioned(month)),
                layout(ChangeKind.PARTITION_FIELD_DROPPED, partitioned(1, month), partitioned(1, dropped)),
                layout(ChangeKind.PARTITION_FIELD_RENAMED, partitioned(month), partitioned(renamed)),
                new Case(
                        ChangeKind.PARTITION_SOURCE_DROPPED,
                        Optional.of("a"),
                        onceBy(schema, none, month),
                        onceBy(new Schema(B), none, month)),
                new Case(
                        ChangeKind.COLUMN_DROPPED,
                        Optional.of("b"),
                        onceBy(schema, none, month),
                        onceBy(new Schema(schema.findField("a")), none, month)),
                layout(ChangeKind.SORT_ORDER_CHANGED, unsorted, sorted(ascending)),
                layout(ChangeKind.SORT_ORDER_CHANGED, sorted(ascending), sorted(descending)),
                layout(ChangeKind.SORT_ORDER_CHANGED, sorted(descending), unsorted));
    }

    private static TableShape onceBy(Schema schema, PartitionSpec now, PartitionSpec once) {
        return TableShape.of(2, schema, now, SortOrder.unsorted(), List.of(once, now));
    }

    private static Case layout(ChangeKind kind, TableShape before, TableShape after) {
        return new Case(kind, Optional.empty(), before, after);
    }
}
