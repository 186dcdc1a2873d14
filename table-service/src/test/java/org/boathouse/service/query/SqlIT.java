package org.boathouse.service.query;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.testkit.LakeProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL, tables and history over HTTP and on the command line, against the built service. */
class SqlIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "name", Types.StringType.get()),
            optional(3, "price", Types.DecimalType.of(9, 2)));

    @TempDir
    static Path dir;

    private static LakeProcess lake;
    private static long first;
    private static long second;

    @BeforeAll
    static void writeATable() throws IOException {
        lake = LakeProcess.up(dir.resolve("lake"));
        try (RESTCatalog catalog = new RESTCatalog()) {
            catalog.initialize("lake", CatalogConnection.of(lake.client()).properties());
            catalog.createNamespace(Namespace.of("shop"));
            catalog.createNamespace(Namespace.of("shop", "silver"));
            Table table = catalog.createTable(TableIdentifier.of("shop", "silver", "orders"), SCHEMA);
            TestLake.append(table, row(1L, "ä,\"b\"", new java.math.BigDecimal("1.50")), row(2L, null, null));
            first = table.currentSnapshot().snapshotId();
            table.manageSnapshots().createTag("v1", first).commit();
            table.updateSchema().addColumn("note", Types.StringType.get()).commit();
            TestLake.append(table, row(9_007_199_254_740_993L, "", null, "new"));
            second = table.currentSnapshot().snapshotId();
            catalog.createTable(TableIdentifier.of("shop", "silver", "empty"), SCHEMA);
        }
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private static Object[] row(Object... values) {
        return values;
    }

    private static byte[] post(String sql, String asOf, String format) throws IOException {
        Map<String, Object> request = new HashMap<>();
        request.put("sql", sql);
        request.put("asOf", asOf);
        request.put("format", format);
        try (InputStream answer = lake.client().postForStream("/sql", request)) {
            return answer.readAllBytes();
        }
    }

    private static JsonNode ask(String sql, String asOf) throws IOException {
        return JSON.readTree(post(sql, asOf, null));
    }

    @Test
    void answersInJson() throws IOException {
        JsonNode answer = ask("SELECT * FROM shop.silver.orders ORDER BY id", null);
        assertEquals(
                "[{\"name\":\"id\",\"type\":\"BIGINT\"},{\"name\":\"name\",\"type\":\"VARCHAR\"},"
                        + "{\"name\":\"price\",\"type\":\"DECIMAL(9,2)\"},{\"name\":\"note\",\"type\":\"VARCHAR\"}]",
                answer.path("columns").toString());
        assertEquals(
                "[[1,\"ä,\\\"b\\\"\",\"1.50\",null],[2,null,null,null],[9007199254740993,\"\",null,\"new\"]]",
                answer.path("rows").toString());
    }

    @Test
    void answersInCsvAndParquet() throws IOException {
        assertEquals(
                "id,name\r\n1,\"ä,\"\"b\"\"\"\r\n2,\r\n9007199254740993,\"\"\r\n",
                new String(
                        post("SELECT id, name FROM shop.silver.orders ORDER BY id", null, "csv"),
                        StandardCharsets.UTF_8));
        byte[] parquet = post("SELECT * FROM lake.shop.silver.orders", null, "parquet");
        assertArrayEquals("PAR1".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(parquet, 4));
    }

    @Test
    void travelsInTimeBySnapshotTagAndMoment() throws IOException {
        String sql = "SELECT * FROM shop.silver.orders ORDER BY id";
        String then = ask(sql, Long.toString(first)).toString();
        assertEquals(2, JSON.readTree(then).path("rows").size());
        assertEquals(3, JSON.readTree(then).path("columns").size());
        assertEquals(then, ask(sql, "v1").toString());
        assertEquals(
                then,
                ask("SELECT * FROM shop.silver.orders FOR VERSION AS OF 'v1' ORDER BY id", null)
                        .toString());
        assertEquals(3, ask(sql, Instant.now().toString()).path("rows").size());
    }

    @Test
    void anEmptyTableHasItsColumns() throws IOException {
        JsonNode answer = ask("FROM shop.silver.empty", null);
        assertEquals(3, answer.path("columns").size());
        assertEquals(0, answer.path("rows").size());
    }

    @Test
    void refusalsNameTheirKindAndWhatToDo() {
        assertRefused(FailureKind.NOT_FOUND, "did you mean shop.silver.orders?", "FROM shop.silver.order");
        assertRefused(FailureKind.INVALID, "expected <domain>.<layer>.<table>", "FROM orders");
        assertRefused(FailureKind.INVALID, "Only SELECT", "DROP TABLE shop.silver.orders");
        assertRefused(FailureKind.INVALID, "nme", "SELECT nme FROM shop.silver.orders");
        assertRefused(FailureKind.INVALID, "read_csv", "FROM read_csv('/etc/passwd')");
    }

    private static void assertRefused(FailureKind kind, String part, String sql) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> ask(sql, null));
        assertEquals(kind, failure.kind(), failure.getMessage());
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    @Test
    void aClientThatGoesAwayTakesItsQueryAlong() throws Exception {
        // More than may run at once: were they not stopped, the next query would find no place.
        for (int i = 0; i < 10; i++) {
            try (Socket socket = new Socket("127.0.0.1", lake.url().getPort())) {
                String body = "{\"sql\":\"SELECT count(*) FROM range(100000000) a, range(1000000) b\"}";
                String head = "POST /api/v1/sql HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
                        .formatted(lake.url().getPort(), lake.token());
                socket.getOutputStream()
                        .write((head + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                        + body)
                                .getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(300);
            }
        }
        Instant asked = Instant.now();
        assertEquals(1, ask("SELECT 1", null).path("rows").size());
        assertTrue(Duration.between(asked, Instant.now()).toSeconds() < 4);
        assertEquals(List.of(), results());
    }

    /** Results are deleted once they are sent. */
    private static List<Path> results() throws Exception {
        Path results = dir.resolve("lake/sql/results");
        List<Path> left = List.of();
        for (int i = 0; i < 50; i++) {
            try (Stream<Path> files = Files.list(results)) {
                left = files.toList();
            }
            if (left.isEmpty()) {
                break;
            }
            Thread.sleep(100);
        }
        return left;
    }

    @Test
    void listsTablesAndTheirHistory() {
        JsonNode tables = lake.client().get("/tables?domain=shop").path("tables");
        assertEquals("shop.silver.empty", tables.path(0).path("name").asText());
        JsonNode orders = tables.path(1);
        assertEquals("shop.silver.orders", orders.path("name").asText());
        assertEquals(3, orders.path("rows").asLong());
        assertEquals(2, orders.path("files").asLong());
        assertEquals(2, orders.path("snapshots").asLong());
        assertEquals(second, orders.path("snapshotId").asLong());

        JsonNode history =
                lake.client().get("/tables/shop.silver.orders/history").path("history");
        assertEquals(2, history.size());
        assertEquals(second, history.path(0).path("snapshotId").asLong());
        assertEquals(first, history.path(0).path("parentId").asLong());
        assertEquals(1, history.path(0).path("rowsAdded").asLong());
        assertEquals(3, history.path(0).path("totalRows").asLong());
        assertEquals("append", history.path(0).path("operation").asText());
        assertEquals("v1", history.path(1).path("refs").path(0).path("name").asText());
        assertEquals("tag", history.path(1).path("refs").path(0).path("type").asText());
        assertTrue(history.path(1).path("parentId").isNull());

        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> lake.client().get("/tables/shop.silver.ordrs/history"));
        assertEquals(FailureKind.NOT_FOUND, failure.kind());
        assertTrue(failure.getMessage().contains("shop.silver.orders"), failure.getMessage());
    }

    @Test
    void theCommandShowsATable() throws Exception {
        Output shown = boathouse("sql", "SELECT id, name, price FROM shop.silver.orders ORDER BY id");
        assertEquals("""
                              id  name     price
                ----------------  ------  ------
                               1  ä,"b"     1.50
                               2  <null>  <null>
                9007199254740993          <null>
                """, shown.out());
        assertEquals("3 rows\n", shown.err());
        assertEquals(0, shown.status());
    }

    @Test
    void theCommandWritesFilesWholeOrNotAtAll() throws Exception {
        Path csv = dir.resolve("out.csv");
        assertEquals(
                0,
                boathouse("sql", "FROM shop.silver.empty", "-o", csv.toString()).status());
        assertEquals("id,name,price\r\n", Files.readString(csv));
        Output failed = boathouse(
                "sql", "FROM shop.silver.nowhere", "-o", dir.resolve("no.csv").toString());
        assertEquals(1, failed.status());
        assertTrue(failed.err().startsWith("boathouse: There is no table shop.silver.nowhere"), failed.err());
        assertTrue(Files.notExists(dir.resolve("no.csv")));
    }

    @Test
    void theCommandListsTablesAndHistory() throws Exception {
        assertTrue(boathouse("tables").out().contains("shop.silver.orders     3      2"));
        assertEquals(
                2,
                JSON.readTree(boathouse("tables", "--json").out())
                        .path("tables")
                        .size());
        assertTrue(boathouse("history", "shop.silver.orders").out().contains("main"));
        assertEquals(
                2,
                JSON.readTree(boathouse("history", "shop.silver.orders", "--json")
                                .out())
                        .path("history")
                        .size());
        assertEquals(2, boathouse("history").status());
    }

    private record Output(String out, String err, int status) {}

    private static Output boathouse(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(dir, "out", ".txt");
        Path err = Files.createTempFile(dir, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(lake.environment());
        int status = builder.start().waitFor();
        return new Output(Files.readString(out), Files.readString(err), status);
    }
}
