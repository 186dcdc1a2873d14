package org.boathouse.spark.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.Refinement;
import org.junit.jupiter.api.Test;

class RefinementOrderTest {
    private static RefinedTable table(String name, String... upstreams) {
        Refinement made = new Refinement(
                new Refinement.Select("a/" + name + ".sql", ""),
                Refinement.Mode.REPLACE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new RefinedTable(
                "a/" + name + ".sql",
                new TableContract(TableName.parse(name), Optional.empty(), List.of(), List.of(), Optional.of(made)),
                made,
                Arrays.stream(upstreams).map(TableName::parse).toList(),
                Optional.empty(),
                "");
    }

    private static List<String> order(RefinedTable... tables) {
        return RefinementOrder.of(List.of(tables)).stream()
                .map(table -> table.name().toString())
                .toList();
    }

    @Test
    void upstreamsComeFirstOtherwiseNamesDecide() {
        assertEquals(
                List.of("b.silver.z", "a.gold.x", "a.silver.y"),
                order(
                        table("a.silver.y"),
                        table("a.gold.x", "b.silver.z", "a.raw.r"),
                        table("b.silver.z", "b.bronze.q")));
    }

    @Test
    void aSharedUpstreamIsRefinedOnce() {
        assertEquals(
                List.of("a.bronze.b", "a.silver.l", "a.silver.r", "a.gold.g"),
                order(
                        table("a.gold.g", "a.silver.l", "a.silver.r"),
                        table("a.silver.l", "a.bronze.b"),
                        table("a.silver.r", "a.bronze.b"),
                        table("a.bronze.b")));
    }

    @Test
    void tablesMadeFromEachOtherAreRefusedByName() {
        LakeFailure failure = assertThrows(
                LakeFailure.class,
                () -> order(
                        table("a.gold.start", "a.silver.x"),
                        table("a.silver.x", "a.silver.y"),
                        table("a.silver.y", "a.silver.x")));
        assertEquals(
                "These tables are made from each other, so none can be refined first:"
                        + " a.silver.x <- a.silver.y <- a.silver.x (a/a.silver.x.sql)",
                failure.getMessage());
    }

    @Test
    void aTableMadeFromItselfIsRefused() {
        assertThrows(LakeFailure.class, () -> order(table("a.silver.x", "a.silver.x")));
    }
}
