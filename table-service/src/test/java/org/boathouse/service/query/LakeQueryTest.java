package org.boathouse.service.query;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tables a query reads, wherever it names them, and what is no query. */
class LakeQueryTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "s", Types.StructType.of(optional(3, "x", Types.StringType.get()))));

    @TempDir
    static Path dir;

    private static TestEngine engine;

    @BeforeAll
    static void start() {
        TestLake lake = new TestLake();
        fill(lake.create("shop.silver.orders", SCHEMA), 1, 2);
        fill(lake.create("crm.silver.orders", SCHEMA), 2, 3);
        fill(lake.create("crm.gold.people", SCHEMA), 3);
        engine = new TestEngine(dir, lake);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static void fill(Table table, long... ids) {
        for (long id : ids) {
            var struct = org.apache.iceberg.data.GenericRecord.create(
                    SCHEMA.findType("s").asStructType());
            struct.setField("x", "x" + id);
            TestLake.append(table, new Object[] {id, struct});
        }
    }

    private static void assertRows(String sql, String... rows) {
        assertEquals(List.of(rows), engine.rows(sql), sql);
    }

    @Test
    void tablesInEveryPlaceOfAQueryAreFound() {
        assertRows("SELECT id FROM shop.silver.orders ORDER BY id", "[1]", "[2]");
        assertRows("FROM lake.crm.gold.people SELECT id", "[3]");
        assertRows("SELECT id FROM \"shop\".Silver.ORDERS o WHERE o.id = 1", "[1]");
        assertRows(
                "SELECT o.id, c.id FROM shop.silver.orders o FULL JOIN crm.silver.orders c USING (id) ORDER BY ALL",
                "[1,null]",
                "[2,2]",
                "[null,3]");
        assertRows(
                "SELECT (SELECT max(id) FROM crm.gold.people), id FROM shop.silver.orders WHERE id IN (SELECT id FROM crm.silver.orders)",
                "[3,2]");
        assertRows(
                "WITH a AS (SELECT id FROM shop.silver.orders), b AS (SELECT * FROM a WHERE id > 1) SELECT * FROM b",
                "[2]");
        assertRows(
                "SELECT id FROM shop.silver.orders EXCEPT (SELECT id FROM crm.silver.orders UNION FROM crm.gold.people SELECT id)",
                "[1]");
        assertRows(
                "SELECT o.id, l.n FROM shop.silver.orders o, LATERAL (SELECT count(*) AS n FROM crm.silver.orders c WHERE c.id = o.id) l ORDER BY 1",
                "[1,0]",
                "[2,1]");
        assertRows(
                "WITH RECURSIVE r AS (SELECT min(id) AS id FROM shop.silver.orders UNION ALL SELECT id + 1 FROM r WHERE id < (SELECT max(id) FROM crm.gold.people)) FROM r",
                "[1]",
                "[2]",
                "[3]");
    }

    @Test
    void columnsCanBeNamedByTheirTablesWholeName() {
        assertRows(
                "SELECT shop.silver.orders.id, crm.silver.orders.s.x FROM shop.silver.orders JOIN crm.silver.orders ON shop.silver.orders.id = crm.silver.orders.id",
                "[2,\"x2\"]");
        assertRows("SELECT orders.id FROM shop.silver.orders WHERE orders.id = 1", "[1]");
        assertRows(
                "SELECT (SELECT count(*) FROM crm.silver.orders c WHERE c.id = shop.silver.orders.id) FROM shop.silver.orders ORDER BY 1",
                "[0]",
                "[1]");
    }

    @Test
    void aCommonTableExpressionHidesATableOnlyWhereItIsInSight() {
        assertRows("WITH orders AS (SELECT 7 AS id) SELECT id FROM orders", "[7]");
        LakeFailure failure = refused("SELECT * FROM (WITH orders AS (SELECT 7 AS id) FROM orders) x, orders");
        assertTrue(
                failure.getMessage().contains("did you mean crm.silver.orders, shop.silver.orders?"),
                failure.getMessage());
        refused("WITH b AS (FROM a), a AS (SELECT 1) FROM b");
    }

    @Test
    void oneTableAtSeveralPointsIsSeveralTables() {
        Table orders =
                engine.lake.find(TableIdentifier.parse("shop.silver.orders")).orElseThrow();
        long first = orders.history().get(0).snapshotId();
        assertRows(
                "SELECT n.id, o.id FROM shop.silver.orders n LEFT JOIN shop.silver.orders AT (VERSION => %d) o USING (id) ORDER BY 1"
                        .formatted(first),
                "[1,1]",
                "[2,null]");
        assertRows("SELECT count(*) FROM shop.silver.orders VERSION AS OF " + first + " AS v WHERE v.id = 1", "[1]");
        assertRows("SELECT count(*) FROM shop.silver.orders AT (TIMESTAMP => now() + INTERVAL 1 DAY)", "[2]");
        assertRows("SELECT count(*) FROM shop.silver.orders TIMESTAMP AS OF '2999-01-01 00:00:00'", "[2]");
        assertRows("SELECT count(*) FROM shop.silver.orders FOR SYSTEM_TIME AS OF TIMESTAMP '2999-01-01' o", "[2]");
        assertRows("SELECT count(*) FROM shop.silver.orders AT (VERSION => 'main')", "[2]");
    }

    @Test
    void pointsThatAreNoneAreRefused() {
        assertMessage("no branch or tag 'mian'; did you mean main?", "FROM shop.silver.orders AT (VERSION => 'mian')");
        assertMessage("has no snapshot 42", "FROM shop.silver.orders AT (VERSION => 42)");
        assertMessage(
                "had no snapshot yet at 2001-01-01T00:00:00Z",
                "FROM shop.silver.orders AT (TIMESTAMP => '2001-01-01')");
        assertMessage("is no timestamp", "FROM shop.silver.orders AT (TIMESTAMP => 'last week')");
        assertMessage("had no snapshot yet", "FROM shop.silver.orders AT (TIMESTAMP => '2 years ago')");
        assertMessage("has no value", "FROM shop.silver.orders AT (TIMESTAMP => NULL)");
        assertMessage(
                "cannot be read from a table",
                "FROM shop.silver.orders AT (VERSION => (SELECT max(id) FROM crm.gold.people))");
        assertMessage("defined in the query itself", "WITH a AS (SELECT 1) FROM a AT (VERSION => 1)");
    }

    private static void assertMessage(String part, String sql) {
        String message = assertThrows(LakeFailure.class, () -> engine.rows(sql)).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void describeAndSummarizeShowATable() {
        assertEquals(
                "id",
                engine.json("DESCRIBE shop.silver.orders")
                        .path("rows")
                        .path(0)
                        .path(0)
                        .asText());
        assertEquals(2, engine.json("SUMMARIZE shop.silver.orders").path("rows").size());
    }

    @Test
    void aMissingColumnIsNamedWithoutTheServicesOwnNames() {
        LakeFailure failure = refused("SELECT idd FROM shop.silver.orders");
        assertTrue(failure.getMessage().contains("idd"), failure.getMessage());
        assertTrue(
                !failure.getMessage().contains("__boathouse")
                        && !failure.getMessage().contains("LINE"),
                failure.getMessage());
    }

    @Test
    void unknownTablesAreNotFoundWithTheNearest() {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> engine.rows("FROM shop.silver.oders"));
        assertEquals(FailureKind.NOT_FOUND, failure.kind());
        assertEquals("There is no table shop.silver.oders; did you mean shop.silver.orders?", failure.getMessage());
        assertEquals(
                FailureKind.NOT_FOUND,
                assertThrows(LakeFailure.class, () -> engine.rows("FROM system.information_schema.tables"))
                        .kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT 1; SELECT 2",
                "INSERT INTO shop.silver.orders VALUES (1)",
                "UPDATE shop.silver.orders SET id = 1",
                "DELETE FROM shop.silver.orders",
                "DROP TABLE shop.silver.orders",
                "CREATE TABLE t AS SELECT 1",
                "CREATE MACRO m() AS 1",
                "WITH a AS (DELETE FROM shop.silver.orders RETURNING id) FROM a",
                "WITH a AS (INSERT INTO x VALUES (1) RETURNING 1) FROM a",
                "COPY shop.silver.orders TO '/tmp/x'",
                "COPY (SELECT 1) TO '/tmp/x'",
                "EXPORT DATABASE '/tmp/x'",
                "ATTACH '/tmp/x.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "PRAGMA database_list",
                "SET memory_limit = '100GB'",
                "RESET memory_limit",
                "CALL pragma_version()",
                "EXPLAIN SELECT 1",
                "EXPLAIN ANALYZE SELECT 1",
                "CHECKPOINT",
                "BEGIN",
                "SHOW TABLES",
                "SHOW ALL TABLES",
                "FROM read_csv('/etc/passwd')",
                "FROM read_text('/etc/passwd')",
                "FROM read_blob('/etc/passwd')",
                "FROM read_parquet('/tmp/x.parquet')",
                "FROM parquet_scan('/tmp/x.parquet')",
                "FROM parquet_metadata('/tmp/x.parquet')",
                "FROM read_json('/etc/passwd')",
                "FROM glob('/*')",
                "FROM sniff_csv('/etc/passwd')",
                "FROM '/etc/passwd'",
                "FROM \"/tmp/x.parquet\"",
                "FROM 'https://example.com/x.parquet'",
                "FROM duckdb_settings()",
                "FROM duckdb_secrets()",
                "FROM duckdb_temporary_files()",
                "FROM duckdb_tables",
                "FROM information_schema.tables",
                "FROM pg_catalog.pg_tables",
                "FROM sqlite_master",
                "FROM query('SELECT 1')",
                "FROM query_table('x')",
                "FROM json_execute_serialized_sql('{}')",
                "FROM summary((SELECT 1))",
                "FROM __boathouse_0",
                "WITH __boathouse_0 AS (SELECT 1) FROM __boathouse_0",
                "SELECT getenv('HOME')",
                "SELECT current_setting('temp_directory')",
                "SELECT nextval('s')",
                "SELECT sleep_ms(10)",
                "SELECT write_log('x')",
                "SELECT system.main.current_setting('temp_directory')",
                "SELECT (SELECT content FROM read_text('/etc/passwd'))",
                "SELECT * FROM shop.silver.orders WHERE id IN (SELECT 1 FROM glob('*'))",
                "SELECT ?",
                "SELECT $name",
                "SELEC 1",
                "SELECT '",
                "SELECT 1 FROM a.b.c.d.e"
            })
    void whatIsNoPlainReadingOfTheLakeIsRefused(String sql) {
        refused(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH a AS (DELETE FROM shop.silver.orders RETURNING id) FROM a",
                "WITH a AS (UPDATE shop.silver.orders SET id = 1 RETURNING id) FROM a",
                "WITH a AS (INSERT INTO shop.silver.orders VALUES (1, NULL) RETURNING 1) FROM a"
            })
    void changesHiddenInAQueryAreSeenBeforeDuckDbSeesThem(String sql) {
        assertMessage("Only reading is possible here", sql);
    }

    @Test
    void deepNestingIsRefused() {
        refused("SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000));
        refused("SELECT * FROM (".repeat(5_000) + "SELECT 1" + ")".repeat(5_000));
        refused("SELECT 1" + " + 1".repeat(100_000));
        refused("SELECT '" + "x".repeat(LakeQuery.LENGTH_MAX) + "'");
    }

    @Test
    void asMuchNestingAsPeopleWriteIsRead() {
        assertRows("SELECT " + "1 + ".repeat(300) + "1", "[301]");
        assertRows("SELECT * FROM (".repeat(100) + "SELECT 1" + ")".repeat(100), "[1]");
    }

    private static LakeFailure refused(String sql) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> engine.rows(sql));
        assertEquals(FailureKind.INVALID, failure.kind(), failure.getMessage());
        return failure;
    }
}
