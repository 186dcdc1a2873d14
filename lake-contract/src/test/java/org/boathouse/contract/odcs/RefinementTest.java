package org.boathouse.contract.odcs;

import static org.boathouse.contract.odcs.Documents.faults;
import static org.boathouse.contract.odcs.Documents.refined;
import static org.boathouse.contract.odcs.Documents.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.FileFormat;
import org.boathouse.contract.product.Refinement;
import org.boathouse.contract.product.Refinement.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefinementTest {
    private static final String SILVER = "shop.silver.orders";
    private static final String BRONZE = "shop.bronze.orders";

    private static Refinement refinement(String table, String refinement) {
        return table(refined(table, refinement)).refinement().orElseThrow();
    }

    @Test
    void landedFilesAreAppendedByTheirFormat() {
        assertEquals(
                new Refinement(
                        new Refinement.Landed(
                                Dataset.parse("shop/orders"),
                                new FileFormat.Csv(';', '\'', StandardCharsets.ISO_8859_1, List.of("NA"))),
                        Mode.APPEND,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                refinement(
                        BRONZE,
                        "{landed: shop/orders, format: {type: csv, delimiter: ';', quote: \"'\", charset: ISO-8859-1, nullValues: [NA]}}"));
        assertEquals(
                new FileFormat.Csv(',', '"', StandardCharsets.UTF_8, List.of()),
                ((Refinement.Landed) refinement(BRONZE, "{landed: shop/orders, format: {type: csv}}")
                                .step())
                        .format());
        assertEquals(
                new FileFormat.Json(Optional.of("features")),
                ((Refinement.Landed)
                                refinement(BRONZE, "{landed: shop/orders, format: {type: json, records: features}}")
                                        .step())
                        .format());
    }

    @Test
    void aSelectReplacesUnlessItSaysOtherwise() {
        assertEquals(
                new Refinement(
                        new Refinement.Select("shop/orders.sql", "SELECT 1"),
                        Mode.REPLACE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                refinement(SILVER, "{select: ./orders.sql}"));
        assertEquals(
                new Refinement(
                        new Refinement.Select("shop/orders.sql", "SELECT 1"),
                        Mode.MERGE,
                        Optional.of(TableName.parse(BRONZE)),
                        Optional.of("at"),
                        Optional.of("op = 'D'")),
                refinement(
                        SILVER,
                        "{select: orders.sql, mode: merge, incremental: shop.bronze.orders, sequenceBy: at, deleteWhen: \"op = 'D'\"}"));
    }

    @Test
    void aClassNamesItsJarAndUpstreams() {
        assertEquals(
                new Refinement.JobClass("com.example.Step", "shop/lib/step.jar", List.of(TableName.parse(BRONZE))),
                refinement(SILVER, "{class: com.example.Step, jar: lib/step.jar, upstreams: [shop.bronze.orders]}")
                        .step());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop.silver.orders | {selekt: orders.sql} | selekt: unknown key; did you mean select?",
                "shop.silver.orders | {} | expected exactly one of landed, select or class; found 0",
                "shop.silver.orders | '{select: a.sql, class: B}' | expected exactly one of landed, select or class; found 2",
                "shop.silver.orders | {select: missing.sql} | select: no file shop/missing.sql",
                "shop.silver.orders | {select: ../other.sql} | select: '../other.sql' is no path to a file in the contract's folder",
                "shop.silver.orders | {select: /etc/passwd} | is no path to a file in the contract's folder",
                "shop.silver.orders | '{select: orders.sql, mode: upsert}' | 'upsert' is not one of append, merge, replace",
                "shop.silver.orders | '{select: orders.sql, sequenceBy: at}' | sequenceBy: goes with mode merge only",
                "shop.silver.orders | '{select: orders.sql, deleteWhen: x}' | deleteWhen: goes with mode merge only",
                "shop.silver.orders | '{select: orders.sql, mode: merge, sequenceBy: nope}' | 'nope' is no column of shop.silver.orders",
                "shop.silver.orders | '{select: orders.sql, format: {type: csv}}' | format: goes with landed only",
                "shop.silver.orders | '{select: orders.sql, incremental: orders}' | 'orders' names no table",
                "shop.silver.orders | '{landed: shop/orders, format: {type: csv}}' | into the layer bronze first, not into silver",
                "shop.bronze.orders | {landed: shop/orders} | format: missing",
                "shop.bronze.orders | '{landed: orders, format: {type: csv}}' | 'orders' names no dataset",
                "shop.bronze.orders | '{landed: sales/orders, format: {type: csv}}' | sales/orders is another domain's",
                "shop.bronze.orders | '{landed: shop/orders, format: {type: xml}}' | 'xml' is not one of csv, json",
                "shop.bronze.orders | '{landed: shop/orders, format: {type: csv, records: x}}' | records: unknown key",
                "shop.bronze.orders | '{landed: shop/orders, format: {type: csv, delimiter: ab}}' | expected one character, found 'ab'",
                "shop.bronze.orders | '{landed: shop/orders, format: {type: csv, charset: klingon}}' | 'klingon' is no character set",
                "shop.bronze.orders | '{landed: shop/orders, mode: replace, format: {type: csv}}' | its mode is append",
                "shop.bronze.orders | '{landed: shop/orders, incremental: shop.silver.a, format: {type: csv}}' | incremental: goes with",
                "shop.silver.orders | '{class: A, upstreams: [shop.bronze.a]}' | jar: missing",
                "shop.silver.orders | '{class: A, jar: a.jar}' | upstreams: missing",
                "shop.silver.orders | '{class: A, jar: a.jar, upstreams: [shop.bronze.a], incremental: shop.bronze.b}' | is none of the upstreams",
            })
    void whatCannotBeDoneIsRefused(String table, String refinement, String reason) {
        List<String> faults = faults(refined(table, refinement));
        assertTrue(faults.stream().anyMatch(fault -> fault.contains(reason)), faults::toString);
        assertTrue(faults.get(0).startsWith("schema[0].customProperties[0].value"), faults::toString);
    }

    @Test
    void mergeNeedsAPrimaryKey() {
        String yaml = refined(SILVER, "{select: orders.sql, mode: merge}").replace(", primaryKey: true", "");
        assertTrue(faults(yaml).get(0).contains("merge replaces rows by primary key"));
    }

    @Test
    void theDefinitionFollowsAllThatMakesRowsAndNothingElse() {
        String yaml = refined(SILVER, "{select: orders.sql}");
        String hash = table(yaml).definitionHash();

        assertEquals(
                hash, table(yaml.replace("version: 1.0.0", "version: 1.0.1")).definitionHash());
        assertEquals(
                hash,
                table(yaml.replace("logicalType: timestamp", "logicalType: timestamp, description: when"))
                        .definitionHash());
        assertNotEquals(
                hash,
                table(yaml.replace("logicalType: timestamp", "logicalType: timestamp, required: true"))
                        .definitionHash());
        assertNotEquals(hash, table(yaml.replace("name: at", "name: placed")).definitionHash());
        assertNotEquals(
                hash,
                table(refined(SILVER, "{select: orders.sql, mode: append}")).definitionHash());
        assertNotEquals(
                hash,
                ContractReader.read(Documents.FILE, yaml, java.util.Map.of("shop/orders.sql", "SELECT 2"))
                        .tables()
                        .get(0)
                        .definitionHash());
        assertEquals(
                hash,
                ContractReader.read("elsewhere/o.odcs.yaml", yaml, java.util.Map.of("elsewhere/orders.sql", "SELECT 1"))
                        .tables()
                        .get(0)
                        .definitionHash());
    }
}
