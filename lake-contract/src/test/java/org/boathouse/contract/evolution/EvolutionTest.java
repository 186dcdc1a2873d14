package org.boathouse.contract.evolution;

import static org.boathouse.contract.odcs.Documents.read;
import static org.boathouse.contract.odcs.Documents.silver;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.boathouse.contract.odcs.ContractReader;
import org.boathouse.contract.odcs.Documents;
import org.junit.jupiter.api.Test;

class EvolutionTest {
    private static final String ID = "- {name: id, logicalType: integer, physicalType: int, primaryKey: true}\n";
    private static final String PRICE =
            "- {name: price, id: p, logicalType: number, physicalType: \"decimal(10,2)\", required: true}\n";
    private static final String NOTE = "- {name: note, logicalType: string}\n";
    private static final String PLACE =
            "- {name: place, logicalType: object, properties: [{name: lat, logicalType: number, physicalType: float}, {name: lon, logicalType: number}]}\n";
    private static final String TAGS =
            "- {name: tags, logicalType: array, items: {logicalType: string, required: true}}\n";
    private static final String ALL = ID + PRICE + NOTE + PLACE + TAGS;

    private static String version(String yaml, String version) {
        return yaml.replace("version: 1.0.0", "version: " + version);
    }

    private static String draft(String yaml) {
        return yaml.replace("status: active", "status: draft");
    }

    private static Compatibility judge(String before, String after) {
        return Evolution.judge(read(before), read(after));
    }

    /** What is told of a change of columns that any higher version may make. */
    private static List<String> safe(String columns) {
        return assertInstanceOf(Compatibility.Compatible.class, judge(silver(ALL), version(silver(columns), "1.0.1")))
                .changes()
                .stream()
                .map(Change::says)
                .toList();
    }

    /** A change of columns that breaks consumers: refused below the next major version, done with it. */
    private static Violation breaking(Rule rule, String columns) {
        Violation violation = only(judge(silver(ALL), version(silver(columns), "1.1.0")));
        assertEquals(rule, violation.rule());
        assertTrue(violation.message().contains("set version: 2.0.0"), violation::message);
        assertTrue(violation.message().contains(rule.why()), violation::message);
        assertInstanceOf(Compatibility.Compatible.class, judge(silver(ALL), version(silver(columns), "2.0.0")));
        return violation;
    }

    /** A change of columns that Iceberg can't make: refused whatever the version says. */
    private static Violation impossible(Rule rule, String columns) {
        Violation violation = only(judge(silver(ALL), version(silver(columns), "2.0.0")));
        assertEquals(rule, violation.rule());
        assertTrue(violation.message().contains("No version makes that possible"), violation::message);
        assertTrue(violation.message().contains("shop.silver.orders_2"), violation::message);
        return violation;
    }

    private static Violation only(Compatibility compatibility) {
        List<Violation> violations =
                assertInstanceOf(Compatibility.Breaking.class, compatibility).violations();
        assertEquals(1, violations.size(), violations::toString);
        return violations.get(0);
    }

    @Test
    void theSameContractIsCompatible() {
        assertEquals(new Compatibility.Compatible(List.of()), judge(silver(ALL), "# comment\n" + silver(ALL)));
    }

    @Test
    void optionalColumnsAndFieldsMayBeAdded() {
        assertEquals(List.of("added column more: date"), safe(ALL + "- {name: more, logicalType: date}"));
        assertEquals(
                List.of("added field place.alt: double"),
                safe(ALL.replace("{name: lon,", "{name: alt, logicalType: number}, {name: lon,")));
    }

    @Test
    void typesMayWiden() {
        assertEquals(
                List.of("widened column id from int to long"),
                safe(ALL.replace("physicalType: int,", "physicalType: bigint,")));
        assertEquals(
                List.of("widened column price from decimal(10, 2) to decimal(12, 2)"),
                safe(ALL.replace("decimal(10,2)", "decimal(12,2)")));
        assertEquals(
                List.of("widened column place.lat from float to double"),
                safe(ALL.replace("physicalType: float", "physicalType: double")));
    }

    @Test
    void rulesDescriptionsAndPartitioningMayChange() {
        assertEquals(
                List.of("described column note anew", "added rule note.maxLength"),
                safe(
                        ALL.replace(
                                NOTE,
                                "- {name: note, logicalType: string, description: new, logicalTypeOptions: {maxLength: 9}}\n")));
        assertEquals(
                List.of("partitioned by identity of note"),
                safe(ALL.replace(NOTE, "- {name: note, logicalType: string, partitioned: true}\n")));
        assertEquals(
                List.of("classified column note as secret, not nothing"),
                safe(ALL.replace(NOTE, "- {name: note, logicalType: string, classification: secret}\n")));
    }

    @Test
    void droppingAColumnOrFieldBreaks() {
        assertEquals(
                "note",
                breaking(ChangeKind.COLUMN_DROPPED, ID + PRICE + PLACE + TAGS)
                        .column()
                        .orElseThrow());
        assertEquals(
                "place.lon",
                breaking(ChangeKind.COLUMN_DROPPED, ALL.replace(", {name: lon, logicalType: number}", ""))
                        .column()
                        .orElseThrow());
    }

    @Test
    void renamingAColumnThatKeepsItsIdBreaks() {
        Violation violation = breaking(ChangeKind.COLUMN_RENAMED, ALL.replace("name: price", "name: amount"));
        assertEquals("renamed column price to amount", violation.what());
    }

    @Test
    void aKeyOrPartitionColumnThatIsRenamedLeavesKeyAndPartitioningAsTheyAre() {
        String keyed = "- {name: id, id: i, logicalType: integer, primaryKey: true, partitioned: true}\n";

        Compatibility renamed = judge(silver(keyed), version(silver(keyed.replace("name: id", "name: nr")), "2.0.0"));

        assertEquals(
                List.of(
                        "renamed column id to nr",
                        "added rule nr.required",
                        "changed rule primary_key.unique",
                        "dropped rule id.required"),
                renamed.changes().stream().map(Change::says).toList());
    }

    @Test
    void everyChangeIsToldWithItsVerdictsAlsoWhereSomeAreRefused() {
        Compatibility judged = judge(
                silver(ALL),
                version(
                        silver(NOTE + ID.replace("physicalType: int,", "physicalType: bigint,") + PRICE + TAGS),
                        "1.1.0"));

        assertInstanceOf(Compatibility.Breaking.class, judged);
        assertEquals(
                List.of("widened column id from int to long: safe, safe", "dropped column place: breaking, breaking"),
                judged.changes().stream()
                        .map(change -> change.says() + ": " + change.readers().text() + ", "
                                + change.writers().text())
                        .toList());
    }

    @Test
    void aColumnWithoutIdUnderAnotherNameIsDroppedAndAdded() {
        breaking(ChangeKind.COLUMN_DROPPED, ALL.replace("name: note", "name: remark"));
    }

    @Test
    void requiredMadeOptionalBreaks() {
        breaking(ChangeKind.COLUMN_MADE_OPTIONAL, ALL.replace(", required: true}\n- {name: note", "}\n- {name: note"));
        breaking(
                ChangeKind.COLUMN_MADE_OPTIONAL,
                ALL.replace("logicalType: string, required: true", "logicalType: string"));
    }

    @Test
    void anotherKeyBreaks() {
        Violation violation = breaking(
                ChangeKind.KEY_CHANGED,
                ALL.replace("required: true}\n- {name: note", "primaryKey: true}\n- {name: note"));
        assertEquals("primary key changed from [id] to [id, price]", violation.what());
    }

    @Test
    void requiredColumnsAndFieldsCannotBeAdded() {
        impossible(ChangeKind.COLUMN_ADDED_REQUIRED, ALL + "- {name: more, logicalType: date, required: true}");
        impossible(
                ChangeKind.COLUMN_ADDED_REQUIRED,
                ALL.replace("{name: lon,", "{name: alt, logicalType: number, required: true}, {name: lon,"));
    }

    @Test
    void optionalCannotBecomeRequired() {
        impossible(
                ChangeKind.COLUMN_MADE_REQUIRED,
                ALL.replace(NOTE, "- {name: note, logicalType: string, required: true}\n"));
    }

    @Test
    void typesCannotNarrowOrChange() {
        impossible(ChangeKind.TYPE_NARROWED, ALL.replace("decimal(10,2)", "decimal(9,2)"));
        impossible(ChangeKind.TYPE_CHANGED, ALL.replace("decimal(10,2)", "decimal(12,3)"));
        impossible(ChangeKind.TYPE_CHANGED, ALL.replace(NOTE, "- {name: note, logicalType: date}\n"));
        impossible(ChangeKind.TYPE_CHANGED, ALL.replace(TAGS, "- {name: tags, logicalType: string}\n"));
        impossible(ChangeKind.TYPE_CHANGED, ALL.replace("items: {logicalType: string", "items: {logicalType: integer"));
    }

    @Test
    void aMapsKeysCannotChangeAtAll() {
        String map = "- {name: m, logicalType: map, map: {key: {physicalType: %s}, value: {physicalType: %s}}}";
        Violation violation = only(judge(
                silver(map.formatted("int", "int")), version(silver(map.formatted("bigint", "bigint")), "2.0.0")));
        assertEquals("m.key", violation.column().orElseThrow());
    }

    @Test
    void droppingATableBreaks() {
        String two = silver(ID)
                + silver(ID)
                        .lines()
                        .skip(7)
                        .map(line -> line + "\n")
                        .reduce("", String::concat)
                        .replace("shop.silver.orders", "shop.gold.orders");

        Violation violation = only(judge(two, version(silver(ID), "1.1.0")));

        assertEquals(ContractRule.TABLE_DROPPED, violation.rule());
        assertEquals("shop.gold.orders", violation.table().orElseThrow().toString());
        assertInstanceOf(Compatibility.Compatible.class, judge(two, version(silver(ID), "2.0.0")));
        assertInstanceOf(Compatibility.Compatible.class, judge(silver(ID), version(two, "1.1.0")));
    }

    @Test
    void aChangeNeedsAHigherVersionAndTheMessageSaysWhich() {
        Violation same = only(judge(silver(ALL), silver(ALL) + "tags: [x]"));
        assertEquals(ContractRule.VERSION_NOT_RAISED, same.rule());
        assertTrue(same.message().contains("Set version: 1.1.0"), same::message);

        List<Violation> both = assertInstanceOf(Compatibility.Breaking.class, judge(silver(ALL), silver(ID)))
                .violations();
        assertTrue(both.get(0).message().contains("Set version: 2.0.0"), both::toString);
    }

    @Test
    void aVersionIsNeverLowered() {
        Violation violation = only(judge(silver(ALL), version(silver(ALL), "0.9.0")));
        assertEquals(ContractRule.VERSION_LOWERED, violation.rule());
        assertEquals(
                ContractRule.VERSION_LOWERED,
                only(judge(draft(silver(ALL)), draft(version(silver(ALL), "0.9.0"))))
                        .rule());
    }

    @Test
    void aProductThatMovesToAnotherFolderIsMadeInTheSameWay() {
        String text = Documents.refined("shop.silver.orders", "{select: orders.sql, mode: replace}");
        String select = "SELECT id FROM shop.bronze.orders";

        Compatibility moved = Evolution.judge(
                ContractReader.read("here/shop.odcs.yaml", text, Map.of("here/orders.sql", select)),
                ContractReader.read(
                        "there/shop.odcs.yaml", version(text, "1.1.0"), Map.of("there/orders.sql", select)));

        assertEquals(
                List.of(),
                assertInstanceOf(Compatibility.Compatible.class, moved).changes());
    }

    @Test
    void whatIsInForceDoesNotBecomeADraftAgain() {
        Violation violation = only(judge(silver(ALL), draft(version(silver(ALL), "1.1.0"))));

        assertEquals(ContractRule.STATUS_TAKEN_BACK, violation.rule());
        assertTrue(violation.message().contains("from active back to draft"), violation::message);
        String retired = silver(ALL).replace("status: active", "status: retired");
        assertInstanceOf(Compatibility.Compatible.class, judge(retired, draft(version(silver(ALL), "1.1.0"))));
    }

    @Test
    void aRetiredContractProtectsNobodyAnyMoreButWhatAVersionSaidStays() {
        String retired = silver(ALL).replace("status: active", "status: retired");

        assertInstanceOf(Compatibility.Compatible.class, judge(retired, version(silver(ID), "1.1.0")));
        Violation same = only(judge(retired, silver(ID)));
        assertEquals(ContractRule.VERSION_NOT_RAISED, same.rule());
        assertTrue(same.message().contains("Set version: 1.1.0"), same::message);
    }

    @Test
    void aDraftHasPromisedNothingButIcebergStaysIceberg() {
        assertInstanceOf(Compatibility.Compatible.class, judge(draft(silver(ALL)), draft(silver(ID))));
        assertEquals(
                ChangeKind.TYPE_CHANGED,
                only(judge(draft(silver(ALL)), draft(silver(ALL.replace(NOTE, "- {name: note, logicalType: date}\n")))))
                        .rule());
        assertInstanceOf(
                Compatibility.Breaking.class,
                judge(silver(ALL).replace("status: active", "status: deprecated"), silver(ID)));
    }

    @Test
    void inATableOfLandedFilesAValueIsDemandedByRulesAloneSoThatIsPossible() {
        String landed = Documents.refined("shop.bronze.orders", "{landed: shop/orders, format: {type: csv}}");
        String demanding = landed.replace("logicalType: timestamp", "logicalType: timestamp, required: true");

        assertEquals(
                ChangeKind.COLUMN_MADE_REQUIRED,
                only(judge(landed, version(demanding, "1.1.0"))).rule());
        assertInstanceOf(Compatibility.Compatible.class, judge(landed, version(demanding, "2.0.0")));
    }

    @Test
    void readingFilesInAnotherWayIsTold() {
        String landed = Documents.refined("shop.bronze.orders", "{landed: shop/orders, format: {type: csv}}");
        String otherwise = landed.replace("name: at,", "name: at, physicalName: When,");

        assertEquals(
                List.of("reads column at from new files in another way"),
                assertInstanceOf(Compatibility.Compatible.class, judge(landed, version(otherwise, "1.1.0")))
                        .changes()
                        .stream()
                        .map(Change::says)
                        .toList());
    }

    @Test
    void anotherWayOfMakingRowsLeavesThoseThatAreThereToBeMadeAgain() {
        String selected = Documents.refined("shop.silver.orders", "{select: orders.sql}");
        String merged = Documents.refined("shop.silver.orders", "{select: orders.sql, mode: merge}");

        assertEquals(
                List.of(Verdict.NEEDS_BACKFILL),
                judge(selected, version(merged, "1.1.0")).changes().stream()
                        .map(Change::readers)
                        .toList());
    }

    @Test
    void aTableNoLongerMadeOfLandedFilesLosesItsProvenance() {
        String landed = Documents.refined("shop.bronze.orders", "{landed: shop/orders, format: {type: csv}}");
        String selected = Documents.refined("shop.bronze.orders", "{select: orders.sql}");

        List<Violation> violations = assertInstanceOf(
                        Compatibility.Breaking.class, judge(landed, version(selected, "2.0.0")))
                .violations();

        assertEquals(
                List.of(ChangeKind.COLUMN_MADE_REQUIRED),
                violations.stream().map(Violation::rule).toList());
        assertTrue(violations.get(0).message().contains("took rows without it"), violations::toString);
    }

    @Test
    void aViolationSaysTableColumnVersionsReasonAndRemedy() {
        assertEquals(
                "shop.silver.orders, column note: dropped column note (version 1.0.0 to 1.1.0, rule column-dropped). "
                        + "Queries that name the column would fail. Undo it, or set version: 2.0.0 to say that consumers must"
                        + " follow.",
                breaking(ChangeKind.COLUMN_DROPPED, ID + PRICE + PLACE + TAGS).message());
    }
}
