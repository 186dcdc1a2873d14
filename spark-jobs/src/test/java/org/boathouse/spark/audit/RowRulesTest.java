package org.boathouse.spark.audit;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.odcs.QualityRule;
import org.boathouse.contract.odcs.QualityRule.Action;
import org.boathouse.contract.odcs.QualityRule.OfRow;
import org.boathouse.spark.bronze.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class RowRulesTest {
    private static final StructType TABLE = StructType.fromDDL("id STRING NOT NULL, n INT");
    private static final StructType ROWS = StructType.fromDDL("id STRING, n INT, _source_file STRING, op STRING");
    private static final QualityRule POSITIVE =
            new OfRow("n.positive", Action.QUARANTINE, "n > 0", "n must be positive");
    private static final QualityRule EVEN = new OfRow("n.even", Action.QUARANTINE, "n % 2 = 0", "n must be even");

    private final SparkSession spark;

    RowRulesTest(SparkSession spark) {
        this.spark = spark;
    }

    private static Row row(String id, Integer n, String op) {
        return RowFactory.create(id, n, "s3://lake/f.csv", op);
    }

    private Dataset<Row> marked(RowRules rules, Row... rows) {
        return rules.mark(spark.createDataFrame(List.of(rows), ROWS), "a.odcs.yaml");
    }

    private static List<String> good(RowRules rules, Dataset<Row> marked) {
        return marked.filter(not(rules.quarantined())).select("id").collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    @Test
    void onlyFalseBreaksARuleForNotKnownIsARuleOfItsOwn() {
        RowRules rules = RowRules.of(List.of(POSITIVE), TABLE, Set.of(), Optional.empty());
        assertEquals(
                List.of("[a]", "[c]"),
                good(rules, marked(rules, row("a", 1, "U"), row("b", -1, "U"), row("c", null, "U"))));
    }

    @Test
    void aRowThatTheTableCannotHoldIsQuarantinedWhateverTheContractDoesWithIt() {
        QualityRule warns = new OfRow("id.required", Action.WARN, "id IS NOT NULL", "id must not be null");
        RowRules rules = RowRules.of(List.of(warns), TABLE, Set.of(), Optional.empty());
        Dataset<Row> marked = marked(rules, row(null, 1, "U"), row("b", 1, "U"));
        assertEquals(List.of("[b]"), good(rules, marked));
        assertEquals(new Tally(2, 1, List.of(1L, 1L)), Tally.count(rules, marked));
    }

    @Test
    void aDeletionNeedsNothingButItsKey() {
        RowRules rules = RowRules.of(List.of(POSITIVE), TABLE, Set.of("id"), Optional.of(expr("op = 'D'")));
        assertEquals(
                List.of("[a]"), good(rules, marked(rules, row("a", -1, "D"), row(null, -1, "D"), row("b", -1, "U"))));
    }

    @Test
    void aQuarantinedRowTellsEveryRuleItBreaksWithItsReasonAndAllOfItself() {
        RowRules rules = RowRules.of(List.of(POSITIVE, EVEN), TABLE, Set.of(), Optional.empty());
        Dataset<Row> quarantined =
                QuarantinedRows.of(rules, marked(rules, row("a", 2, "U"), row("b", -3, "U")), "run-1", Instant.EPOCH);
        assertEquals(
                List.of("[run-1,ArraySeq(n.positive, n.even),ArraySeq(n must be positive, n must be even),"
                        + "s3://lake/f.csv,null,"
                        + "{\"id\":\"b\",\"n\":-3,\"_source_file\":\"s3://lake/f.csv\",\"op\":\"U\"}]"),
                quarantined.drop("quarantined_at").collectAsList().stream()
                        .map(Row::toString)
                        .toList());
    }

    @Test
    void aRuleOverAColumnThatIsNotThereNamesTheContract() {
        RowRules rules = RowRules.of(
                List.of(new OfRow("m.positive", Action.WARN, "m > 0", "m must be positive")),
                TABLE,
                Set.of(),
                Optional.empty());
        LakeFailure failure = assertThrows(LakeFailure.class, () -> marked(rules, row("a", 1, "U")));
        assertTrue(failure.getMessage().startsWith("a.odcs.yaml: a quality rule"), failure.getMessage());
        assertTrue(failure.getMessage().contains("there is no column `m`"), failure.getMessage());
    }
}
