package org.boathouse.contract.odcs;

import static org.boathouse.contract.odcs.Documents.faults;
import static org.boathouse.contract.odcs.Documents.silver;
import static org.boathouse.contract.odcs.Documents.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.boathouse.contract.odcs.QualityRule.Action;
import org.boathouse.contract.odcs.QualityRule.OfRow;
import org.boathouse.contract.odcs.QualityRule.OfTable;
import org.boathouse.contract.odcs.QualityRule.Unique;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static List<QualityRule> rules(String property) {
        return table(silver("- {name: x, " + property + "}")).rules();
    }

    /** The conditions of the row rules, by name. */
    private static List<String> conditions(String property) {
        return rules(property).stream()
                .map(OfRow.class::cast)
                .map(rule -> rule.name() + ": " + rule.condition())
                .toList();
    }

    @Test
    void whatAColumnDemandsBecomesRowRulesThatQuarantine() {
        assertEquals(
                List.of(new OfRow("x.required", Action.QUARANTINE, "`x` IS NOT NULL", "x must not be null")),
                rules("logicalType: string, required: true"));
        assertEquals(
                List.of("x.exclusiveMinimum: `x` > 0", "x.maximum: `x` <= 9.5", "x.multipleOf: `x` % 0.5 = 0"),
                conditions(
                        "logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0, maximum: 9.5, multipleOf: 0.5}"));
        assertEquals(
                List.of(
                        "x.minLength: length(`x`) >= 2",
                        "x.maxLength: length(`x`) <= 3",
                        "x.pattern: `x` RLIKE '^\\\\d\\'$'"),
                conditions(
                        "logicalType: string, logicalTypeOptions: {minLength: 2, maxLength: 3, pattern: \"^\\\\d'$\"}"));
        assertEquals(
                List.of(
                        "x.minItems: array_size(`x`) >= 1",
                        "x.uniqueItems: array_size(array_distinct(`x`)) = array_size(`x`)"),
                conditions(
                        "logicalType: array, items: {logicalType: string}, logicalTypeOptions: {minItems: 1, uniqueItems: true}"));
        assertEquals(
                List.of("x.enum: `x` IN ('a', 'it\\'s')"),
                conditions("logicalType: string, enum: [{value: a}, {value: \"it's\"}]"));
    }

    @Test
    void boundsOfTimeAreLiteralsInTheColumnsZone() {
        assertEquals(
                List.of("x.minimum: `x` >= DATE'2020-01-01'"),
                conditions("logicalType: date, logicalTypeOptions: {minimum: '2020-01-01'}"));
        assertEquals(
                List.of(
                        "x.maximum: `x` <= TIMESTAMP'2020-01-01T00:00:00Z'",
                        "x.minimum: `x` >= TIMESTAMP'2019-12-31T23:00:00Z'"),
                conditions(
                        "logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Europe/Berlin, minimum: '2020-01-01 00:00:00', maximum: '2020-01-01 10:00:00+10:00'}"));
        assertEquals(
                List.of("x.minimum: `x` >= TIMESTAMP_NTZ'2020-01-01T00:00'"),
                conditions("logicalType: timestamp, logicalTypeOptions: {timezone: false, minimum: '2020-01-01'}"));
    }

    @Test
    void nestedFieldsAreJudgedWhereTheirParentIsThere() {
        assertEquals(
                List.of("x.a.required: (`x` IS NULL OR `x`.`a` IS NOT NULL)"),
                conditions("logicalType: object, properties: [{name: a, logicalType: string, required: true}]"));
        assertEquals(
                List.of("x[].b.minimum: forall(`x`, e1 -> (e1 IS NULL OR e1.`b` >= 1))"),
                conditions("logicalType: array, items: {logicalType: object, properties:"
                        + " [{name: b, logicalType: integer, logicalTypeOptions: {minimum: 1}}]}"));
        assertEquals(
                List.of("x.a.required: (`x` IS NULL OR `x`.`a` IS NOT NULL)"),
                conditions(
                        "logicalType: object, logicalTypeOptions: {required: [a]}, properties: [{name: a, logicalType: string}]"));
    }

    @Test
    void keysAndUniqueColumnsFailTheRun() {
        assertEquals(
                List.of(
                        new OfRow("x.required", Action.QUARANTINE, "`x` IS NOT NULL", "x must not be null"),
                        new Unique("primary_key.unique", Action.FAIL, List.of("x"))),
                rules("logicalType: string, primaryKey: true"));
        assertEquals(
                List.of(new Unique("x.unique", Action.FAIL, List.of("x"))), rules("logicalType: string, unique: true"));
    }

    @Test
    void qualityThatNoRowMayBreakIsARowRule() {
        String quality = "logicalType: string, quality: [{%s}]";
        assertEquals(
                List.of("x.nullValues: `x` IS NOT NULL"),
                conditions(quality.formatted("metric: nullValues, mustBe: 0")));
        assertEquals(
                List.of("known: `x` IN ('a', 'b')"),
                conditions(
                        quality.formatted(
                                "name: known, metric: invalidValues, mustBeLessThan: 1, arguments: {validValues: [a, null, b]}")));
        assertEquals(
                List.of("x.invalidValues: `x` RLIKE '^A'"),
                conditions(quality.formatted("metric: invalidValues, mustBe: 0, arguments: {pattern: ^A}")));
        assertEquals(
                List.of("x.missingValues: (`x` IS NOT NULL AND `x` NOT IN ('', 'n/a'))"),
                conditions(quality.formatted(
                        "metric: missingValues, mustBe: 0, arguments: {missingValues: ['', null, n/a]}")));
        assertEquals(
                List.of(new Unique("x.duplicateValues", Action.FAIL, List.of("x"))),
                rules(quality.formatted("metric: duplicateValues, mustBe: 0")));
    }

    @Test
    void qualityThatSomeRowsMayBreakIsATableRule() {
        assertEquals(
                List.of(new OfTable(
                        "x.nullValues",
                        Action.FAIL,
                        "SELECT coalesce(100.0 * (count_if(NOT (`x` IS NOT NULL))) / nullif(count(*), 0), 0.0) FROM ${table}",
                        "value <= 5",
                        "at most one in twenty")),
                rules("logicalType: string, quality: [{metric: nullValues, mustBeLessOrEqualTo: 5, unit: percent,"
                        + " description: at most one in twenty}]"));
        assertEquals(
                List.of(new OfTable(
                        "x.sql", Action.WARN, "SELECT max(`x`) FROM ${table}", "value <> 'z'", "query: value <> 'z'")),
                rules("logicalType: string, quality: [{type: sql, severity: info, mustNotBe: z,"
                        + " query: 'SELECT max(${column}) FROM ${object}'}]"));
    }

    @Test
    void qualityOfTheTableCountsRowsAndDuplicates() {
        List<QualityRule> rules = table(
                        silver("- {name: x, logicalType: string}\n- {name: y, logicalType: string}", """
                quality:
                  - {metric: rowCount, mustBeBetween: [10, 2], severity: warning}
                  - {metric: duplicateValues, mustBe: 0, arguments: {properties: [x, y]}}
                  - {metric: duplicateValues, mustBeLessThan: 5, arguments: {properties: [x]}}
                  - {type: text, description: be good}
                  - {type: custom, engine: soda, implementation: checks}
                """))
                .rules();

        assertEquals(
                List.of(
                        new OfTable(
                                "table.rowCount",
                                Action.WARN,
                                "SELECT count(*) FROM ${table}",
                                "value BETWEEN 2 AND 10",
                                "number of rows: value BETWEEN 2 AND 10"),
                        new Unique("x_y.duplicateValues", Action.FAIL, List.of("x", "y")),
                        new OfTable(
                                "x.duplicateValues",
                                Action.FAIL,
                                "SELECT count(*) - count(DISTINCT struct(`x`)) FROM ${table}",
                                "value < 5",
                                "duplicates of x: value < 5")),
                rules);
    }

    @Test
    void severityDecidesWhatHappens() {
        String quality = "logicalType: string, quality: [{metric: nullValues, mustBe: 0, severity: %s}]";
        assertEquals(Action.WARN, rules(quality.formatted("warning")).get(0).action());
        assertEquals(Action.WARN, rules(quality.formatted("info")).get(0).action());
        assertEquals(Action.QUARANTINE, rules(quality.formatted("error")).get(0).action());
        assertEquals(Action.FAIL, rules(quality.formatted("critical")).get(0).action());
        assertTrue(faults(silver("- {name: x, " + quality.formatted("grave") + "}"))
                .get(0)
                .contains("'grave' is no severity"));
    }

    @Test
    void rulesOfOneNameAreTold() {
        assertEquals(
                List.of("same", "same_2"),
                rules(
                                "logicalType: string, quality: [{name: same, metric: nullValues, mustBe: 0}, {name: same, metric: missingValues, mustBe: 0}]")
                        .stream()
                        .map(QualityRule::name)
                        .toList());
    }

    @Test
    void rulesThatCannotBeCheckedAreRefused() {
        String quality = "- {name: x, logicalType: integer, quality: [{%s}]}";
        assertTrue(faults(silver(quality.formatted("metric: rowCount, mustBe: 1")))
                .get(0)
                .contains("about a whole table"));
        assertTrue(faults(silver(quality.formatted("metric: invalidValues, mustBe: 0")))
                .get(0)
                .contains("what is valid?"));
        assertTrue(
                faults(silver(quality.formatted("metric: nullValues"))).get(0).contains("exactly one of mustBe"));
        assertTrue(faults(silver(quality.formatted("type: sql, mustBe: 0, query: SELECT 1 FROM orders")))
                .get(0)
                .contains("write ${table}"));
        assertTrue(faults(silver(quality.formatted("type: sql, mustBe: 0, query: 'SELECT 1 FROM ${table};'")))
                .get(0)
                .contains("semicolon"));
        assertTrue(
                faults(silver(quality.formatted("metric: invalidValues, mustBe: 0, arguments: {validValues: [one]}")))
                        .get(0)
                        .contains("'one' is no value of the type long"));
        assertTrue(faults(silver("- {name: x, logicalType: integer}", "quality: [{metric: nullValues, mustBe: 0}]"))
                .get(0)
                .contains("about one column"));
        assertTrue(faults(silver("- {name: x, logicalType: string, logicalTypeOptions: {pattern: '['}}"))
                .get(0)
                .contains("no regular expression"));
        assertTrue(faults(silver("- {name: x, logicalType: date, logicalTypeOptions: {minimum: soon}}"))
                .get(0)
                .contains("'soon' is no value"));
        for (String noTime : List.of("2026-02-30", "2026-04-31 10:00:00", "2026-02-30T10:00:00Z")) {
            assertTrue(
                    faults(silver("- {name: x, logicalType: timestamp, logicalTypeOptions: {minimum: '%s'}}"
                                    .formatted(noTime)))
                            .get(0)
                            .contains("'" + noTime + "' is no value"),
                    noTime);
        }
    }
}
