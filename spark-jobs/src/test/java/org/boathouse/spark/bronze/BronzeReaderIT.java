package org.boathouse.spark.bronze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.boathouse.spark.bronze.Parsing.column;
import static org.boathouse.spark.bronze.Parsing.csv;
import static org.boathouse.spark.bronze.Parsing.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.LandedObject;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.product.FileFormat;
import org.boathouse.spark.run.LakeSession;
import org.boathouse.testkit.LakeProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From rows of a ledger, through S3A and a real object store. */
class BronzeReaderIT {
    private static final Path REAL = Path.of("..", "infra", "demo", "data");
    private static final org.boathouse.contract.layout.Dataset DATASET =
            org.boathouse.contract.layout.Dataset.parse("test/rows");

    private static LakeProcess lake;
    private static SparkSession spark;
    private static LakeLayout layout;

    private final List<Row> ledger = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path dir) {
        lake = LakeProcess.up(dir.resolve("lake"));
        CatalogConnection connection = CatalogConnection.of(lake.client());
        layout = new LakeLayout(connection.storage().bucket());
        spark = LakeSession.start(connection, "local[2]");
    }

    @AfterAll
    static void stop() {
        spark.stop();
        lake.close();
    }

    /** Puts an object where landing would, unless it is to be missing, and a row into the ledger. */
    private String land(String extension, byte[] content, boolean stored) throws IOException {
        String hash = "%064x".formatted(Arrays.hashCode(content) & 0xffffffffL);
        String key = layout.key(new LandedObject(DATASET, new ContentHash(hash), extension));
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("s3a://" + layout.bucket() + "/" + key);
        if (stored) {
            FileSystem store = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            try (OutputStream out = store.create(path, true)) {
                out.write(content);
            }
        }
        ledger.add(RowFactory.create(
                "landing-" + ledger.size(),
                key,
                "file" + extension,
                null,
                (long) content.length,
                hash,
                null,
                Timestamp.valueOf("2026-11-20 05:00:0" + ledger.size()),
                "batch"));
        return layout.uri(key);
    }

    private Dataset<Row> read(FileFormat format, List<Column> columns) {
        Dataset<Row> rows = spark.createDataFrame(ledger, SparkSchemaUtil.convert(LandingLedger.SCHEMA));
        return new BronzeReader(spark).read(BronzeReaderTest.contract(format, columns), LandedFile.of(rows, layout));
    }

    @Test
    void earthquakesAreReadFromTheStore() throws IOException {
        String uri = land(".json", Files.readAllBytes(REAL.resolve("earthquakes.json")), true);
        assertEquals(
                "[1707,2616.39,2590660358845828,1," + uri + ",landing-0,2026-11-20 05:00:00]",
                read(
                                json("features"),
                                List.of(
                                        column("magnitude", "properties.mag", Types.DoubleType.get()),
                                        column(
                                                "happened_at",
                                                "properties.time",
                                                Types.TimestampType.withZone(),
                                                "epoch_millis")))
                        .selectExpr(
                                "count(*)",
                                "round(sum(magnitude), 6)",
                                "sum(unix_millis(happened_at))",
                                "count(DISTINCT _source_file)",
                                "max(_source_file)",
                                "max(_landing_id)",
                                "CAST(max(_landed_at) AS STRING)")
                        .head()
                        .toString());
    }

    @Test
    void aTruncatedGzipKeepsTheRecordsBeforeTheBreakAndTheOtherFilesAreWhole() throws IOException {
        byte[] whole = Parsing.gzip(Files.readString(REAL.resolve("airports.csv")));
        land(".csv.gz", whole, true);
        String torn = land(".csv.gz", Arrays.copyOf(whole, whole.length / 2), true);
        Dataset<Row> rows = read(csv(UTF_8), List.of(column("latitude", "latitude", Types.DoubleType.get())));
        List<Row> bad = rows.filter(BronzeReader.unreadable()).collectAsList();
        assertEquals(1, bad.size());
        assertEquals(torn, bad.get(0).getAs("_source_file"));
        long broken = bad.get(0).getAs("_source_record");
        assertTrue(broken > 1000 && broken < 3000, "broken at " + broken);
        assertEquals(3376 + broken - 1, rows.filter(BronzeReader.readable()).count());
    }

    @Test
    void anObjectMissingFromTheStoreFailsTheRunAndIsNamed() throws IOException {
        String uri = land(".csv", "a\n1\n".getBytes(UTF_8), false);
        Dataset<Row> rows = read(csv(UTF_8), Parsing.strings("a"));
        Throwable failure = assertThrows(Exception.class, rows::count);
        while (!(failure instanceof LakeFailure) && failure.getCause() != null) {
            failure = failure.getCause();
        }
        assertEquals(FailureKind.NOT_FOUND, ((LakeFailure) failure).kind());
        assertTrue(failure.getMessage().startsWith(uri + " is not in the store"), failure.getMessage());
    }
}
