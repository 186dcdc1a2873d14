package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.boathouse.spark.bronze.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class LatestRowsTest {
    private static final StructType TABLE =
            StructType.fromDDL("id STRING, city STRING, version INT, tags MAP<STRING, INT>");
    private static final StructType ROWS = TABLE.add("op", "string");

    private final LatestRows latest = new LatestRows(List.of("id"), "version", Optional.of("op = 'D'"), TABLE);
    private final SparkSession spark;

    LatestRowsTest(SparkSession spark) {
        this.spark = spark;
    }

    private static Row row(String id, String city, Integer version, String op) {
        return RowFactory.create(id, city, version, null, op);
    }

    private Dataset<Row> rows(List<Row> rows) {
        return spark.createDataFrame(rows, ROWS);
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.select("id", "city", "version").collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    @Test
    void theLatestBySequenceCountsAndADeletionEndsItsKey() {
        assertEquals(
                List.of("[ann,Biel,2]", "[cid,Cham,null]"),
                texts(latest.live(rows(List.of(
                        row("ann", "Biel", 2, "U"),
                        row("ann", "Bern", 1, "U"),
                        row("bob", "Basel", 1, "U"),
                        row("bob", null, 3, "D"),
                        row("cid", "Cham", null, "U"))))));
    }

    @Test
    void amongEqualSequencesTheOrderInWhichRowsComeDecidesNothing() {
        List<Row> rows = new ArrayList<>(List.of(
                row("ann", "Bern", 1, "U"),
                row("ann", "Biel", 1, "U"),
                row("ann", null, 1, "U"),
                row("bob", "Basel", 1, "U"),
                row("bob", null, 1, "D"),
                row("bob", "Brig", 1, "U")));
        Random random = new Random(7);
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(rows, random);
            assertEquals(List.of("[ann,Biel,1]"), texts(latest.live(rows(rows))));
        }
    }

    @Test
    void aRowThatCameAfterALaterDeletionOfItsKeyIsOvertaken() {
        Dataset<Row> arrived = latest.latestBy(rows(List.of(
                row("ann", "Bern", 5, "U"),
                row("bob", "Basel", 5, "U"),
                row("cid", "Chur", 5, "U"),
                row("dan", null, 5, "D"))));
        Dataset<Row> deletions = rows(List.of(
                row("ann", null, 6, "D"),
                row("bob", null, 4, "D"),
                row("cid", null, 5, "D"),
                row("dan", null, 9, "D")));

        assertEquals(List.of("[bob,Basel,5]", "[dan,null,5]"), texts(latest.notOvertaken(arrived, deletions)));
    }
}
