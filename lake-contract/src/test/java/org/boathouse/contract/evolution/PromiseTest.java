package org.boathouse.contract.evolution;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.boathouse.contract.odcs.Documents.read;
import static org.boathouse.contract.odcs.Documents.silver;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.Documents;
import org.junit.jupiter.api.Test;

class PromiseTest {
    private static final DataContract CONTRACT = read(silver("""
            - {name: id, logicalType: integer, physicalType: int, primaryKey: true}
            - {name: price, logicalType: number, physicalType: "decimal(10,2)", required: true}
            - {name: at, logicalType: date, partitioned: true, partitionTransform: month}
            - {name: note, logicalType: string}
            - {name: place, logicalType: object, properties: [{name: lat, logicalType: number}, {name: lon, logicalType: number}]}
            """)
            .replace("partitionTransform: month", "customProperties: [{property: partitionTransform, value: month}]")
            .replace("domain: shop", "domain: shop\nteam: {name: Shop Team}"));
    private static final Promise PROMISE = promise(CONTRACT);
    private static final NestedField ID = required(1, "id", Types.IntegerType.get());
    private static final NestedField PRICE = required(2, "price", Types.DecimalType.of(10, 2));
    private static final NestedField AT = optional(3, "at", Types.DateType.get());
    private static final NestedField NOTE = optional(4, "note", Types.StringType.get());
    private static final NestedField LAT = optional(6, "lat", Types.DoubleType.get());
    private static final NestedField LON = optional(10, "lon", Types.DoubleType.get());
    private static final NestedField PLACE = placed(LAT, LON);
    /** Somebody's own, of which the contract does not speak. */
    private static final NestedField EXTRA = optional(7, "extra", Types.IntegerType.get());

    private static final List<NestedField> COLUMNS = List.of(ID, PRICE, AT, NOTE, PLACE, EXTRA);
    private static final TableShape TABLE = table(COLUMNS);

    private static Promise promise(DataContract contract) {
        return Promise.of(contract, contract.tables().get(0));
    }

    private static NestedField placed(NestedField... fields) {
        return optional(5, "place", Types.StructType.of(fields));
    }

    private static TableShape table(List<NestedField> columns) {
        Schema schema = new Schema(columns, Set.of(1));
        boolean hasDate = schema.findField("at") != null;
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        return TableShape.of(2, schema, (hasDate ? spec.month("at", "in_month") : spec).build(), SortOrder.unsorted());
    }

    private static List<NestedField> with(NestedField... changed) {
        List<NestedField> columns = new ArrayList<>(COLUMNS);
        for (NestedField field : changed) {
            columns.replaceAll(column -> column.fieldId() == field.fieldId() ? field : column);
            if (columns.stream().noneMatch(column -> column.fieldId() == field.fieldId())) {
                columns.add(field);
            }
        }
        return columns;
    }

    private static List<NestedField> without(NestedField column) {
        return COLUMNS.stream().filter(other -> other != column).toList();
    }

    private static void keeps(TableShape after) {
        assertEquals(List.of(), PROMISE.brokenBy(TABLE, after));
    }

    private static Violation breaks(ChangeKind rule, String column, List<NestedField> columns) {
        return breaks(rule, column, table(columns));
    }

    private static Violation breaks(ChangeKind rule, String column, TableShape after) {
        List<Violation> violations = PROMISE.brokenBy(TABLE, after);
        assertEquals(1, violations.size(), violations::toString);
        assertEquals(rule, violations.get(0).rule());
        assertEquals(Optional.ofNullable(column), violations.get(0).column());
        return violations.get(0);
    }

    @Test
    void whatTheContractDoesNotSpeakOfIsFree() {
        keeps(TABLE);
        keeps(table(with(optional(8, "more", Types.StringType.get()))));
        keeps(table(without(EXTRA)));
        keeps(table(with(optional(7, "renamed", Types.LongType.get()))));
        keeps(table(with(optional(4, "note", Types.StringType.get(), "said otherwise"))));
        List<NestedField> backwards = new ArrayList<>(COLUMNS);
        Collections.reverse(backwards);
        keeps(table(backwards));
        keeps(TableShape.of(
                2,
                TABLE.schema(),
                TABLE.partitioning(),
                SortOrder.builderFor(TABLE.schema()).asc("note").build()));
    }

    @Test
    void droppingWhatTheContractNamesBreaksIt() {
        breaks(ChangeKind.COLUMN_DROPPED, "note", without(NOTE));
        breaks(ChangeKind.COLUMN_DROPPED, "place.lat", with(placed(LON)));
    }

    @Test
    void renamingIsToldAsRenaming() {
        Violation violation =
                breaks(ChangeKind.COLUMN_RENAMED, "note", with(optional(4, "remark", Types.StringType.get())));
        assertEquals("renamed column note to remark", violation.what());

        breaks(ChangeKind.COLUMN_RENAMED, "price", with(required(2, "amount", Types.DecimalType.of(10, 2))));
        NestedField latitude = optional(6, "latitude", Types.DoubleType.get());
        breaks(ChangeKind.COLUMN_RENAMED, "place.lat", with(placed(latitude, LON)));
        breaks(ChangeKind.COLUMN_RENAMED, "note", with(optional(4, "PRICE", Types.StringType.get())));
    }

    @Test
    void aNameThatComesBackOrIsGivenToAnotherColumnBreaksIt() {
        List<NestedField> again = new ArrayList<>(without(NOTE));
        again.add(optional(9, "note", Types.StringType.get()));
        Violation replaced = breaks(ChangeKind.COLUMN_REPLACED, "note", again);
        assertTrue(replaced.message().contains("Give the new column another name."), replaced::message);

        List<NestedField> swapped =
                with(optional(4, "extra", Types.StringType.get()), optional(7, "note", Types.StringType.get()));
        TableShape before = table(with(optional(7, "extra", Types.StringType.get())));
        List<Violation> violations = PROMISE.brokenBy(before, table(swapped));
        assertEquals(
                List.of(ChangeKind.COLUMN_REPLACED),
                violations.stream().map(Violation::rule).toList());
        assertEquals(Optional.of("note"), violations.get(0).column());
    }

    @Test
    void noColumnGoesThatOlderPartitionsAreMadeOfWhoeversItIs() {
        PartitionSpec once = PartitionSpec.builderFor(TABLE.schema())
                .identity("extra")
                .bucket("note", 4)
                .build();

        for (NestedField source : List.of(EXTRA, NOTE)) {
            TableShape without = table(without(source));
            List<Violation> violations = PROMISE.brokenBy(once(TABLE, once), once(without, once));
            assertEquals(
                    List.of(ChangeKind.PARTITION_SOURCE_DROPPED),
                    violations.stream().map(Violation::rule).toList());
            assertEquals(Optional.of(source.name()), violations.get(0).column());
        }
        assertEquals(List.of(), PROMISE.brokenBy(once(TABLE, TABLE.partitioning()), table(without(EXTRA))));
    }

    private static TableShape once(TableShape shape, PartitionSpec older) {
        return TableShape.of(
                2, shape.schema(), shape.partitioning(), shape.sortOrder(), List.of(older, shape.partitioning()));
    }

    @Test
    void typesNullabilityKeyAndPartitioningAreTheContracts() {
        Violation wider =
                breaks(ChangeKind.TYPE_WIDENED, "price", with(required(2, "price", Types.DecimalType.of(12, 2))));
        assertTrue(wider.message().contains("no longer be what its contract says"), wider::message);
        assertTrue(wider.message().contains("sets version: 1.1.0 or higher"), wider::message);
        breaks(ChangeKind.TYPE_CHANGED, "note", with(optional(4, "note", Types.DateType.get())));
        breaks(ChangeKind.COLUMN_MADE_OPTIONAL, "price", with(optional(2, "price", Types.DecimalType.of(10, 2))));
        breaks(ChangeKind.COLUMN_MADE_REQUIRED, "note", with(required(4, "note", Types.StringType.get())));
        breaks(
                ChangeKind.KEY_CHANGED,
                null,
                TableShape.of(2, new Schema(COLUMNS, Set.of(1, 2)), TABLE.partitioning(), SortOrder.unsorted()));
        Violation unpartitioned = breaks(
                ChangeKind.PARTITION_FIELD_DROPPED,
                null,
                TableShape.of(2, TABLE.schema(), PartitionSpec.unpartitioned(), SortOrder.unsorted()));
        assertTrue(unpartitioned.message().contains("INSERT OVERWRITE"), unpartitioned::message);
        breaks(
                ChangeKind.PARTITION_FIELD_ADDED,
                null,
                TableShape.of(
                        2,
                        TABLE.schema(),
                        PartitionSpec.builderFor(TABLE.schema())
                                .month("at")
                                .bucket("extra", 4)
                                .build(),
                        SortOrder.unsorted()));
    }

    @Test
    void aStructHasTheFieldsOfTheContractForItIsWrittenWhole() {
        NestedField height = optional(8, "height", Types.DoubleType.get());
        breaks(ChangeKind.FIELD_ADDED, "place.height", with(placed(LAT, LON, height)));
        Violation reordered = breaks(ChangeKind.FIELDS_REORDERED, "place", with(placed(LON, LAT)));
        assertTrue(reordered.message().contains("Leave them in the order they have"), reordered::message);
    }

    @Test
    void aFurtherColumnMustBeOptionalForTheProductsOwnRunsDoNotWriteIt() {
        breaks(ChangeKind.COLUMN_ADDED_REQUIRED, "more", with(required(8, "more", Types.StringType.get())));
        breaks(
                ChangeKind.COLUMN_ADDED_REQUIRED_WITH_DEFAULT,
                "more",
                with(NestedField.required("more")
                        .withId(8)
                        .ofType(Types.IntegerType.get())
                        .withInitialDefault(Literal.of(1))
                        .withWriteDefault(Literal.of(1))
                        .build()));
        breaks(ChangeKind.COLUMN_ADDED_REQUIRED, "extra", with(required(7, "extra", Types.IntegerType.get())));
    }

    @Test
    void aFurtherColumnIsOneThatEveryEngineCanHave() {
        Violation alike =
                breaks(ChangeKind.COLUMN_ADDED_ALIKE, "NOTE", with(optional(8, "NOTE", Types.StringType.get())));
        assertTrue(alike.message().contains("Give it another name."), alike::message);
        breaks(ChangeKind.COLUMN_ADDED_ALIKE, "Note", with(optional(7, "Note", Types.IntegerType.get())));
        for (Type type : List.of(
                Types.TimeType.get(),
                Types.TimestampNanoType.withZone(),
                Types.UnknownType.get(),
                Types.GeometryType.crs84(),
                Types.GeographyType.crs84(),
                Types.StructType.of(optional(9, "at", Types.TimeType.get())))) {
            breaks(ChangeKind.COLUMN_ADDED_NOT_FOR_ALL, "more", with(optional(8, "more", type)));
        }

        TableShape alikeAlready = table(with(optional(7, "Note", Types.IntegerType.get())));
        assertEquals(List.of(), PROMISE.brokenBy(alikeAlready, table(without(EXTRA))), "back in step");
    }

    @Test
    void aMapsKeyStaysTheSameFieldForEntriesWouldNotBeFoundByAnother() {
        Promise promise = promise(
                read(
                        silver(
                                "- {name: counts, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}")));

        for (Types.MapType other : List.of(counts(12, Types.StringType.get()), counts(2, Types.BinaryType.get()))) {
            List<Violation> violations = promise.brokenBy(
                    Shapes.columns(optional(1, "counts", counts(2, Types.StringType.get()))),
                    Shapes.columns(optional(1, "counts", other)));
            assertEquals(
                    List.of(ChangeKind.MAP_KEY_CHANGED),
                    violations.stream().map(Violation::rule).toList());
            assertEquals(Optional.of("counts.key"), violations.get(0).column());
        }
    }

    private static Types.MapType counts(int keyId, Type key) {
        return Types.MapType.ofOptional(keyId, 3, key, Types.LongType.get());
    }

    @Test
    void namesThatBeginWithAnUnderscoreAreTheLakesWhereRunsMakeTheTable() {
        keeps(table(with(optional(8, "_more", Types.StringType.get()))));
        DataContract made = read(Documents.refined("shop.bronze.orders", "{landed: shop/orders, format: {type: csv}}"));
        List<NestedField> columns =
                new ArrayList<>(made.tables().get(0).icebergSchema().columns());
        TableShape before = Shapes.shape(2, new Schema(columns));
        columns.add(optional(90, "_more", Types.StringType.get()));
        TableShape after = Shapes.shape(2, new Schema(columns));
        columns.add(optional(91, "more", Types.StringType.get()));

        Violation violation = promise(made).brokenBy(before, after).get(0);

        assertEquals(ContractRule.LAKES_OWN_NAME, violation.rule());
        assertEquals(Optional.of("_more"), violation.column());
        assertEquals(List.of(), promise(made).brokenBy(after, Shapes.shape(2, new Schema(columns))), "it was there");
        assertEquals(List.of(), promise(made).brokenBy(after, before), "it goes");
    }

    @Test
    void theInitialDefaultOfAPromisedColumnStays() {
        UnaryOperator<NestedField> defaulting = field ->
                NestedField.from(field).withInitialDefault(Literal.of("x")).build();
        breaks(ChangeKind.INITIAL_DEFAULT_CHANGED, "note", with(defaulting.apply(NOTE)));
        assertEquals(List.of(), PROMISE.brokenBy(table(with(defaulting.apply(NOTE)))));
    }

    @Test
    void aTableOutOfStepIsNotRefusedForWhatItWasAlready() {
        TableShape loose = table(with(optional(2, "price", Types.DecimalType.of(10, 2))));
        List<NestedField> looseAndMore =
                with(optional(2, "price", Types.DecimalType.of(10, 2)), optional(8, "more", Types.StringType.get()));

        assertEquals(List.of(), PROMISE.brokenBy(loose, table(looseAndMore)));
        assertEquals(List.of(), PROMISE.brokenBy(loose, TABLE), "back in step");
        assertEquals(
                List.of(ChangeKind.COLUMN_DROPPED),
                PROMISE.brokenBy(loose, table(without(PRICE))).stream()
                        .map(Violation::rule)
                        .toList());
    }

    @Test
    void aMissingColumnComesBackOnlyAsTheContractHasIt() {
        TableShape less = table(without(NOTE));
        List<NestedField> back = new ArrayList<>(without(NOTE));
        back.add(optional(8, "note", Types.StringType.get()));
        List<NestedField> other = new ArrayList<>(without(NOTE));
        other.add(optional(8, "note", Types.IntegerType.get()));

        assertEquals(List.of(), PROMISE.brokenBy(less, table(back)));
        assertEquals(
                List.of(Optional.of("note")),
                PROMISE.brokenBy(less, table(other)).stream()
                        .map(Violation::column)
                        .toList());
    }

    @Test
    void anotherTableUnderThePromisedNameIsTakenByWhatItHasWhateverItsIds() {
        List<NestedField> otherIds = List.of(
                required(11, "id", Types.IntegerType.get()),
                required(12, "price", Types.DecimalType.of(10, 2)),
                optional(13, "at", Types.DateType.get()),
                optional(
                        15,
                        "place",
                        Types.StructType.of(
                                optional(16, "lat", Types.DoubleType.get()),
                                optional(17, "lon", Types.DoubleType.get()))));
        Schema schema = new Schema(otherIds, Set.of(11));
        TableShape other = TableShape.of(
                2, schema, PartitionSpec.builderFor(schema).month("at").build(), SortOrder.unsorted());

        List<Violation> violations = PROMISE.brokenBy(other);

        assertEquals(
                List.of(Optional.of("note")),
                violations.stream().map(Violation::column).toList());
        assertEquals(List.of(), PROMISE.brokenBy(TABLE));
    }

    @Test
    void aTableOfLandedFilesKeepsItsProvenanceAndAsksForNoValues() {
        DataContract landed =
                read(Documents.refined("shop.bronze.orders", "{landed: shop/orders, format: {type: csv}}"));
        Schema schema = landed.tables().get(0).icebergSchema();
        TableShape before = Shapes.shape(2, schema);
        TableShape after = Shapes.shape(
                2,
                new Schema(schema.columns().stream()
                        .filter(column -> !column.name().equals("_rescued"))
                        .toList()));

        assertEquals(List.of(), promise(landed).brokenBy(before));
        List<Violation> violations = promise(landed).brokenBy(before, after);
        assertEquals(
                List.of(Optional.of("_rescued")),
                violations.stream().map(Violation::column).toList());
    }

    @Test
    void aRefusalNamesTableColumnContractOwnerConsumersAndTheWayOn() {
        assertEquals(
                "shop.silver.orders, column note: dropped column note (contract orders version 1.0.0, owner Shop Team, rule"
                        + " column-dropped). Queries that name the column would fail. Known consumers: finance.gold.sales."
                        + " Ask its owner, Shop Team, to deprecate version 1.0.0 first, so that consumers can follow, then to"
                        + " set version: 2.0.0 with the change and run boathouse apply.",
                breaks(ChangeKind.COLUMN_DROPPED, "note", without(NOTE))
                        .knownTo(List.of("finance.gold.sales"))
                        .message());
        assertTrue(
                PROMISE.brokenByDropping()
                        .message()
                        .startsWith("shop.silver.orders: dropped (contract orders version 1.0.0"),
                () -> PROMISE.brokenByDropping().message());
        assertTrue(PROMISE.brokenByRenaming("shop.silver.others").message().contains("rule table-renamed"));
    }
}
