package org.boathouse.spark.bronze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.boathouse.spark.bronze.Parsing.column;
import static org.boathouse.spark.bronze.Parsing.csv;
import static org.boathouse.spark.bronze.Parsing.json;
import static org.boathouse.spark.bronze.Parsing.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.FileFormat;
import org.boathouse.contract.product.Refinement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local files in the place of a store. */
@ExtendWith(LocalSpark.class)
class BronzeReaderTest {
    private static final Path REAL = Path.of("..", "infra", "demo", "data");
    private static final Instant LANDED_AT = Instant.parse("2026-11-20T05:00:00.123456Z");

    private final SparkSession spark;

    @TempDir
    private Path folder;

    BronzeReaderTest(SparkSession spark) {
        this.spark = spark;
    }

    static TableContract contract(FileFormat format, List<Column> columns) {
        return new TableContract(
                TableName.parse("test.bronze.rows"),
                Optional.empty(),
                columns,
                List.of(),
                Optional.of(new Refinement(
                        new Refinement.Landed(org.boathouse.contract.layout.Dataset.parse("test/rows"), format),
                        Refinement.Mode.APPEND,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));
    }

    private static LandedFile landed(Path file) throws IOException {
        return new LandedFile(
                "s3://lake/" + file.getFileName(),
                file.toUri().toString(),
                Files.exists(file) ? Files.size(file) : 1,
                "landing of " + file.getFileName(),
                LANDED_AT);
    }

    private LandedFile file(String name, byte[] content) throws IOException {
        return landed(Files.write(folder.resolve(name), content));
    }

    private LandedFile file(String name, String content) throws IOException {
        return file(name, content.getBytes(UTF_8));
    }

    private Dataset<Row> read(FileFormat format, List<Column> columns, LandedFile... files) {
        return new BronzeReader(spark).read(contract(format, columns), Arrays.asList(files));
    }

    private static Map<String, String> rescued(Row row) {
        return row.getJavaMap(row.fieldIndex("_rescued"));
    }

    private Row only(Dataset<Row> rows) {
        List<Row> all = rows.collectAsList();
        assertEquals(1, all.size(), () -> "rows: " + all);
        return all.get(0);
    }

    @Test
    void everyFlightIsRead() throws IOException {
        Dataset<Row> flights = read(
                json(null),
                List.of(
                        column("departed_at", "date", Types.TimestampType.withoutZone(), "yyyy/MM/dd HH:mm"),
                        column("delay", "delay", Types.IntegerType.get()),
                        column("distance", "distance", Types.IntegerType.get()),
                        column("origin", "origin", Types.StringType.get())),
                landed(REAL.resolve("flights-20k.json")));
        assertEquals(
                "[20000,154078,14476934,2001-01-01 00:47:00,2001-03-31 22:27:00,20000,20000,20000]",
                flights.selectExpr(
                                "count(*)",
                                "sum(delay)",
                                "sum(distance)",
                                "CAST(min(departed_at) AS STRING)",
                                "CAST(max(departed_at) AS STRING)",
                                "max(_source_record)",
                                "count(DISTINCT _source_record)",
                                "count(_rescued['destination'])")
                        .head()
                        .toString());
    }

    @Test
    void everyAirportIsRead() throws IOException {
        Dataset<Row> airports = read(
                csv(UTF_8),
                List.of(
                        column("iata", "iata", Types.StringType.get()),
                        column("name", "name", Types.StringType.get()),
                        column("city", "city", Types.StringType.get()),
                        column("state", "state", Types.StringType.get()),
                        column("country", "country", Types.StringType.get()),
                        column("latitude", "latitude", Types.DoubleType.get()),
                        column("longitude", "longitude", Types.DoubleType.get())),
                landed(REAL.resolve("airports.csv")));
        assertEquals(
                "[3376,135163.3038,-332945.1878,3376,0]",
                airports.selectExpr(
                                "count(*)",
                                "round(sum(latitude), 4)",
                                "round(sum(longitude), 4)",
                                "count(DISTINCT iata)",
                                "count(_rescued)")
                        .head()
                        .toString());
    }

    @Test
    void everyBirdStrikeIsRead() throws IOException {
        Dataset<Row> strikes = read(
                csv(UTF_8, "None"),
                List.of(
                        column("struck_on", "Flight Date", Types.DateType.get()),
                        column("damage", "Effect Amount of damage", Types.StringType.get()),
                        column("cost", "Cost Total $", Types.LongType.get()),
                        column("speed", "Speed IAS in knots", Types.IntegerType.get())),
                landed(REAL.resolve("birdstrikes.csv")));
        assertEquals(
                "[10000,40545276,7164,1099926,1061,1990-01-08,2002-07-25,0]",
                strikes.selectExpr(
                                "count(*)",
                                "sum(cost)",
                                "count(speed)",
                                "sum(speed)",
                                "count(damage)",
                                "min(struck_on)",
                                "max(struck_on)",
                                "count_if(map_contains_key(_rescued, 'struck_on') OR map_contains_key(_rescued, 'speed'))")
                        .head()
                        .toString());
    }

    @Test
    void everyEarthquakeIsFlattened() throws IOException {
        Dataset<Row> quakes = read(
                json("features"),
                List.of(
                        column("id", "id", Types.StringType.get()),
                        column("magnitude", "properties.mag", Types.DoubleType.get()),
                        column("happened_at", "properties.time", Types.TimestampType.withZone(), "epoch_millis"),
                        column("felt", "properties.felt", Types.LongType.get()),
                        column("depth", "geometry.coordinates[2]", Types.DoubleType.get()),
                        column(
                                "coordinates",
                                "geometry.coordinates",
                                Types.ListType.ofOptional(1, Types.DoubleType.get()))),
                landed(REAL.resolve("earthquakes.json")));
        assertEquals(
                "[1707,2616.39,2590660358845828,29098.266,2887,1707,29098.266,0]",
                quakes.selectExpr(
                                "count(*)",
                                "round(sum(magnitude), 6)",
                                "sum(unix_millis(happened_at))",
                                "round(sum(depth), 6)",
                                "sum(felt)",
                                "count(_rescued['properties.place'])",
                                "round(sum(coordinates[2]), 6)",
                                "count(_rescued['magnitude'])")
                        .head()
                        .toString());
    }

    @Test
    void rowsHaveTheTablesColumnsInOrderAndSayWhereTheyCameFrom() throws IOException {
        List<Column> columns = List.of(
                column("n", "n", Types.IntegerType.get()),
                column("at", "at", Types.TimestampType.withZone()),
                column("price", "price", Types.DecimalType.of(9, 2)),
                column("s", "s", Types.StringType.get()));
        FileFormat format = csv(UTF_8);
        Dataset<Row> rows = read(format, columns, file("x.csv", "n,s\n1,a\n2,b\n"));
        assertEquals(
                Arrays.asList(SparkSchemaUtil.convert(contract(format, columns).icebergSchema())
                        .fieldNames()),
                Arrays.asList(rows.schema().fieldNames()));
        assertEquals(
                Arrays.stream(SparkSchemaUtil.convert(contract(format, columns).icebergSchema())
                                .fields())
                        .map(field -> field.dataType().sql())
                        .toList(),
                Arrays.stream(rows.schema().fields())
                        .map(field -> field.dataType().sql())
                        .toList());
        Row second = rows.orderBy("_source_record").collectAsList().get(1);
        assertEquals("s3://lake/x.csv", second.getAs("_source_file"));
        assertEquals(2L, (long) second.getAs("_source_record"));
        assertEquals("landing of x.csv", second.getAs("_landing_id"));
        assertEquals(Timestamp.from(LANDED_AT), second.getAs("_landed_at"));
        assertNull(rescued(second));
    }

    @Test
    void whatDoesNotFitItsTypeIsNullAndRescuedBesideWhatBelongsToNoColumn() throws IOException {
        Row row = only(read(
                csv(UTF_8),
                List.of(
                        column("n'o", "n", Types.IntegerType.get()),
                        column("d", "d", Types.DateType.get()),
                        column("s", "s", Types.StringType.get())),
                file("x.csv", "n,d,s,extra\n12.5,1990-02-30,fine,more\n")));
        assertTrue(row.isNullAt(0) && row.isNullAt(1));
        assertEquals("fine", row.get(2));
        assertEquals(Map.of("n'o", "12.5", "d", "1990-02-30", "extra", "more"), rescued(row));
    }

    @Test
    void unreadableRecordsAreToldFromRowsThatMerelyMisfit() throws IOException {
        Dataset<Row> rows =
                read(csv(UTF_8), List.of(column("n", "n", Types.IntegerType.get())), file("x.csv", "n\n1\nx\n2,3\n"));
        assertEquals(2, rows.filter(BronzeReader.readable()).count());
        Row bad = only(rows.filter(BronzeReader.unreadable()));
        assertTrue(bad.isNullAt(0));
        assertEquals(3L, (long) bad.getAs("_source_record"));
        assertEquals(
                Map.of("_error", "Record 3 has 2 fields where the header names 1 columns", "_record", "2,3"),
                rescued(bad));
    }

    @Test
    void emptyFilesHaveNoRowsAndNeitherHasNoFile() throws IOException {
        assertEquals(
                0,
                read(csv(UTF_8), strings("a"), file("a.csv", ""), file("b.csv.gz", ""))
                        .count());
        assertEquals(0, read(json(null), strings("a")).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "zst", "deflate"})
    void theCodecIsChosenBySuffix(String suffix) throws IOException {
        byte[] plain = "a,b\n1,2\n3,4\n".getBytes(UTF_8);
        LandedFile file = suffix.equals("zst")
                ? file("x.csv.zst", Zstd.compress(plain))
                : file("x.csv." + suffix, compressed("x." + suffix, plain));
        assertEquals(
                List.of("[1,2]", "[3,4]"),
                read(csv(UTF_8), strings("a", "b"), file).select("a", "b").collectAsList().stream()
                        .map(Row::toString)
                        .toList());
    }

    private static byte[] compressed(String name, byte[] plain) throws IOException {
        CompressionCodec codec =
                new CompressionCodecFactory(new Configuration()).getCodec(new org.apache.hadoop.fs.Path(name));
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (OutputStream out = codec.createOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "zst"})
    void aTruncatedFileKeepsTheRecordsBeforeTheBreakAndSaysSo(String suffix) throws IOException {
        StringBuilder text = new StringBuilder("n,h\n");
        for (int i = 1; i <= 200_000; i++) {
            text.append(i).append(',').append(Integer.toHexString(i * 7919)).append('\n');
        }
        byte[] plain = text.toString().getBytes(UTF_8);
        byte[] whole = suffix.equals("zst") ? Zstd.compress(plain) : compressed("x." + suffix, plain);
        Dataset<Row> rows = read(
                csv(UTF_8),
                List.of(column("n", "n", Types.IntegerType.get())),
                file("x.csv." + suffix, Arrays.copyOf(whole, whole.length - 1000)));
        Row bad = only(rows.filter(BronzeReader.unreadable()));
        String error = rescued(bad).get("_error");
        assertTrue(error.startsWith("The file breaks off: it is cut short or damaged"), error);
        Row good = only(
                rows.filter(BronzeReader.readable()).selectExpr("count(*)", "max(n)", "count_if(n <> _source_record)"));
        assertEquals((long) bad.getAs("_source_record") - 1, good.getLong(0));
        assertTrue(good.getLong(0) > 1_000, "kept " + good.getLong(0));
        assertEquals(good.getLong(0), (long) good.getInt(1));
        assertEquals(0, good.getLong(2));
    }

    @Test
    void aFileThatIsNotWhatItsSuffixSaysIsOneUnreadableRow() throws IOException {
        Row row = only(read(csv(UTF_8), strings("a"), file("x.csv.gz", "a\n1\n2\n")));
        assertTrue(rescued(row).get("_error").startsWith("The file breaks off: it is cut short or damaged"));
    }

    @Test
    void aFilePackedInAWayThatNoCodecReadsIsOneUnreadableRowThatSaysHowToLandIt() throws IOException {
        Row row = only(read(csv(UTF_8), strings("a"), file("x.csv.zip", "PK whatever\n1\n2\n")));
        assertEquals(
                "Files packed as .zip are not read: land them plain, or as .gz, .bz2 or .zst",
                rescued(row).get("_error"));
    }

    @Test
    void aFileMissingFromTheStoreFailsTheRunAndIsNamed() throws IOException {
        LandedFile gone = landed(folder.resolve("gone.csv"));
        Dataset<Row> rows = read(csv(UTF_8), strings("a"), file("x.csv", "a\n1\n"), gone);
        Throwable failure = assertThrows(Exception.class, rows::count);
        while (!(failure instanceof LakeFailure) && failure.getCause() != null) {
            failure = failure.getCause();
        }
        LakeFailure missing = (LakeFailure) failure;
        assertEquals(FailureKind.NOT_FOUND, missing.kind());
        assertTrue(missing.getMessage().startsWith("s3://lake/gone.csv is not in the store"), missing.getMessage());
    }

    @Test
    void manyFilesAreReadTogetherEachByItsOwnHeader() throws IOException {
        LandedFile[] files = new LandedFile[40];
        for (int i = 0; i < files.length; i++) {
            files[i] = file("f" + i + ".csv", i % 2 == 0 ? "a,b\n1,2\n" : "b,a\n2,1\n");
        }
        assertEquals(
                "[40,40,80,40]",
                read(csv(UTF_8), strings("a", "b"), files)
                        .selectExpr(
                                "count(*)",
                                "CAST(sum(CAST(a AS INT)) AS INT)",
                                "CAST(sum(CAST(b AS INT)) AS INT)",
                                "count(DISTINCT _source_file)")
                        .head()
                        .toString());
    }

    @Test
    void aSessionInAnotherTimeZoneIsRefused() {
        SparkSession elsewhere = spark.newSession();
        elsewhere.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new BronzeReader(elsewhere));
        assertFalse(refusal.getMessage().isEmpty());
    }
}
