package org.boathouse.spark.bronze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class TextTypingTest {
    private static final String MISFIT = "misfit";

    private final SparkSession spark;

    TextTypingTest(SparkSession spark) {
        this.spark = spark;
    }

    /** What each text becomes: its value as Spark shows it, {@code null}, or {@code misfit}. */
    private List<String> typed(TextTyping typing, String... texts) {
        Dataset<Row> rows = spark.createDataset(List.of(texts), Encoders.STRING())
                .selectExpr("%s AS v".formatted(typing.value()), "%s AS fits".formatted(typing.fits()), "value")
                .selectExpr("CAST(v AS STRING)", "fits", "v IS null AND NOT (%s)".formatted(TextTyping.blank("value")));
        List<String> shown = new ArrayList<>();
        for (Row row : rows.collectAsList()) {
            assertEquals(!row.getBoolean(1), row.getBoolean(2), "both ways to tell a misfit: " + row);
            shown.add(row.getBoolean(2) ? MISFIT : String.valueOf(row.getString(0)));
        }
        return shown;
    }

    private List<String> typed(Type type, String... texts) {
        return typed(TextTyping.of("value", type, Optional.empty(), ZoneOffset.UTC), texts);
    }

    private List<String> times(Type type, String format, String zone, String... texts) {
        return typed(TextTyping.of("value", type, Optional.ofNullable(format), ZoneId.of(zone)), texts);
    }

    @Test
    void onlyWholeNumbersInRangeAreIntegers() {
        assertEquals(
                List.of("12", "-5", "7", "12", "12", MISFIT, MISFIT, MISFIT, MISFIT, MISFIT, "null", "2147483647"),
                typed(
                        Types.IntegerType.get(),
                        "12",
                        "-5",
                        " +7 ",
                        "12.0",
                        "12.",
                        "12.5",
                        "2147483648",
                        "abc",
                        "1e3",
                        "0x1F",
                        "  ",
                        "2147483647"));
        assertEquals(
                List.of("9223372036854775807", MISFIT, MISFIT),
                typed(Types.LongType.get(), "9223372036854775807", "9223372036854775808", "1_000"));
    }

    @Test
    void onlyFiniteNumbersAreDoubles() {
        assertEquals(
                List.of("1.5", "-0.5", "1000.0", "2.0", "5.0"),
                typed(Types.DoubleType.get(), "1.5", "-.5", "1e3", " 2 ", "5."));
        assertEquals(
                List.of(MISFIT, MISFIT, MISFIT, MISFIT, MISFIT, MISFIT, MISFIT, MISFIT, MISFIT),
                typed(
                        Types.DoubleType.get(),
                        " NaN",
                        "Infinity",
                        "-inf",
                        "1e400",
                        "-1e400",
                        "12d",
                        "0x1p3",
                        "1,5",
                        "."));
        assertEquals(List.of("1.5", MISFIT), typed(Types.FloatType.get(), "1.5", "1e39"));
    }

    @Test
    void aDecimalThatWouldBeRoundedOrOverflowDoesNotFit() {
        assertEquals(
                List.of("1.00", "1.50", "-0.01", "99999999.99", "1.50", "0.50", MISFIT, MISFIT, MISFIT, MISFIT, MISFIT),
                typed(
                        Types.DecimalType.of(10, 2),
                        "1",
                        "1.5",
                        "-0.01",
                        "99999999.99",
                        "1.5000",
                        ".5",
                        "1.005",
                        "100000000",
                        "NaN",
                        "-",
                        "1e2"));
    }

    @Test
    void booleansAreWrittenInTheUsualWays() {
        assertEquals(
                List.of("true", "false", "true", "false", MISFIT, MISFIT),
                typed(Types.BooleanType.get(), "true", "FALSE", "1", "no", "2", "maybe"));
    }

    @Test
    void datesAreWholeAndReal() {
        assertEquals(
                List.of("1990-01-08", "1990-01-08", "2000-02-29", MISFIT, MISFIT, MISFIT, MISFIT, MISFIT),
                typed(
                        Types.DateType.get(),
                        "1990-01-08",
                        "1990-1-8",
                        " 2000-02-29",
                        "1990-02-30",
                        "1990",
                        "1990-01",
                        "1990-01-08 10:00",
                        "08.01.1990"));
        assertEquals(
                List.of("1990-01-08", MISFIT, MISFIT),
                times(Types.DateType.get(), "dd.MM.yyyy", "UTC", "08.01.1990", "1990-01-08", "31.02.1990"));
    }

    @Test
    void timestampsNeedADateAndAreInUtcUnlessTheySayOtherwise() {
        assertEquals(
                List.of(
                        "2001-01-01 00:47:00",
                        "2001-01-01 00:47:05.25",
                        "2000-12-31 22:47:00",
                        "2001-01-01 00:00:00",
                        MISFIT,
                        MISFIT,
                        MISFIT,
                        MISFIT),
                typed(
                        Types.TimestampType.withZone(),
                        "2001-01-01 00:47",
                        "2001-01-01T00:47:05.250Z",
                        "2001-01-01T00:47:00+02:00",
                        "2001-01-01",
                        "12:30",
                        "2001",
                        "2001-13-01 00:00",
                        "noon"));
        assertEquals(
                List.of("2001-01-01 00:47:00", MISFIT, MISFIT),
                typed(Types.TimestampType.withoutZone(), "2001-01-01 00:47", "2001-01-01T00:47:00Z", "12:30"));
    }

    @Test
    void timestampsFollowTheContractsFormat() {
        assertEquals(
                List.of("2001-01-01 00:47:00", MISFIT, MISFIT, MISFIT, "null"),
                times(
                        Types.TimestampType.withoutZone(),
                        "yyyy/MM/dd HH:mm",
                        "UTC",
                        "2001/01/01 00:47",
                        "2001-01-01 00:47",
                        "2001/02/30 00:47",
                        "2001/01/01 00:47:30",
                        ""));
    }

    @Test
    void timestampsWithoutAZoneAreInTheContractsZone() {
        String berlin = "Europe/Berlin";
        assertEquals(
                List.of("2001-07-01 10:00:00", "2001-01-01 11:00:00", "2001-07-01 12:00:00"),
                times(
                        Types.TimestampType.withZone(),
                        null,
                        berlin,
                        "2001-07-01 12:00",
                        "2001-01-01 12:00",
                        "2001-07-01 12:00Z"));
        assertEquals(
                List.of("2001-07-01 10:00:00"),
                times(Types.TimestampType.withZone(), "yyyy/MM/dd HH:mm", berlin, "2001/07/01 12:00"));
        assertEquals(
                List.of("2001-07-01 11:00:00"),
                times(Types.TimestampType.withZone(), "yyyy/MM/dd HH:mmXXX", berlin, "2001/07/01 12:00+01:00"));
        assertEquals(
                List.of("2001-07-01 12:00:00"),
                times(Types.TimestampType.withoutZone(), null, berlin, "2001-07-01 12:00"));
    }

    @Test
    void epochNumbersAreTimestampsWithinTheYearsThereAre() {
        assertEquals(
                List.of("2018-02-07 01:26:13.84", "1969-12-31 23:59:59.999", MISFIT, MISFIT, MISFIT),
                times(
                        Types.TimestampType.withZone(),
                        "epoch_millis",
                        "UTC",
                        "1517966773840",
                        "-1",
                        "9223372036854775807",
                        "253402300800000",
                        "soon"));
        assertEquals(
                List.of("2018-02-07 01:26:13", "2018-02-07 01:26:13.84", MISFIT),
                times(
                        Types.TimestampType.withZone(),
                        "epoch_seconds",
                        "Europe/Berlin",
                        "1517966773",
                        "1517966773.84",
                        "99999999999999"));
    }

    @Test
    void textIsTextWhateverItLooksLike() {
        assertEquals(List.of(" 12.0 ", "", "NaN"), typed(Types.StringType.get(), " 12.0 ", "", "NaN"));
        assertEquals(
                List.of("b0d5c2ff-3ac9-4a4b-a9e2-0d6a2f5f0001", MISFIT),
                typed(Types.UUIDType.get(), "b0d5c2ff-3ac9-4a4b-a9e2-0d6a2f5f0001", "b0d5c2ff"));
        assertEquals(List.of("hello", MISFIT), typed(Types.BinaryType.get(), "aGVsbG8=", "?"));
    }

    @Test
    void aListFitsWholeOrNotAtAll() {
        Type doubles = Types.ListType.ofOptional(1, Types.DoubleType.get());
        assertEquals(
                List.of("[1.5, 2.0, null]", "[]", MISFIT, MISFIT, MISFIT, MISFIT, "null"),
                typed(doubles, "[1.5, 2, null]", "[]", "[1,\"x\"]", "[1,", "7", "{\"a\":1}", ""));
    }

    @Test
    void aStructFitsWholeOrNotAtAll() {
        Type point = Types.StructType.of(
                NestedField.optional(1, "x", Types.IntegerType.get()),
                NestedField.optional(2, "label's", Types.StringType.get()),
                NestedField.optional(3, "tags", Types.ListType.ofOptional(4, Types.StringType.get())));
        assertEquals(
                List.of("{1, a, [p, q]}", "{2, null, null}", MISFIT, MISFIT, MISFIT, MISFIT),
                typed(
                        point,
                        "{\"x\":1,\"label's\":\"a\",\"tags\":[\"p\",\"q\"]}",
                        "{\"x\":2}",
                        "{\"x\":1.5}",
                        "{\"x\":1,\"y\":2}",
                        "{\"x\":1",
                        "[{\"x\":1}]"));
        Type points = Types.ListType.ofOptional(5, point);
        assertEquals(
                List.of("[{1, null, null}, {2, b, null}]", MISFIT),
                typed(points, "[{\"x\":1},{\"x\":2,\"label's\":\"b\"}]", "[{\"x\":1},{\"x\":\"b\"}]"));
    }

    @Test
    void aMapFitsWholeOrNotAtAll() {
        Type counts = Types.MapType.ofOptional(1, 2, Types.StringType.get(), Types.LongType.get());
        assertEquals(
                List.of("{a -> 1, b -> null}", MISFIT), typed(counts, "{\"a\":1,\"b\":null}", "{\"a\":1,\"b\":\"x\"}"));
    }

    @Test
    void aFormatThatSparkDoesNotParseIsRefused() {
        LakeFailure refusal =
                assertThrows(LakeFailure.class, () -> times(Types.DateType.get(), "YYYY-ww", "UTC", "2001-01"));
        assertTrue(
                refusal.getMessage().startsWith("Spark does not parse times by the format 'YYYY-ww'"),
                refusal.getMessage());
    }

    @Test
    void aTypeThatSparkDoesNotHaveIsRefused() {
        LakeFailure refusal = assertThrows(LakeFailure.class, () -> typed(Types.TimeType.get(), "12:00"));
        assertTrue(refusal.getMessage().contains("cannot become the type time"), refusal.getMessage());
    }
}
