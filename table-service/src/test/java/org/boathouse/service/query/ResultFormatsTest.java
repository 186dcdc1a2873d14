package org.boathouse.service.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.TimeZone;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.AsOf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultFormatsTest {
    @TempDir
    static Path dir;

    private static TestEngine engine;

    @BeforeAll
    static void start() {
        engine = new TestEngine(dir.resolve("sql"), new TestLake());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "9007199254740993 | BIGINT | 9007199254740993",
                "170141183460469231731687303715884105727 | HUGEINT | 170141183460469231731687303715884105727",
                "18446744073709551615::UBIGINT | UBIGINT | 18446744073709551615",
                "255::UTINYINT | UTINYINT | 255",
                "12345678901234567890.0123456789::DECIMAL(38,10) | DECIMAL(38,10) | \"12345678901234567890.0123456789\"",
                "0.0000000001::DECIMAL(38,10) | DECIMAL(38,10) | \"0.0000000001\"",
                "0.1::DOUBLE | DOUBLE | 0.1",
                "1e300::DOUBLE | DOUBLE | 1.0E300",
                "'nan'::DOUBLE | DOUBLE | \"NaN\"",
                "'-inf'::FLOAT | FLOAT | \"-Infinity\"",
                "true | BOOLEAN | true",
                "DATE '2024-02-29' | DATE | \"2024-02-29\"",
                "DATE 'infinity' | DATE | \"infinity\"",
                "TIMESTAMP '2024-03-31 02:30:00.123456' | TIMESTAMP | \"2024-03-31T02:30:00.123456\"",
                "TIMESTAMP '2024-03-31 02:30:00' | TIMESTAMP | \"2024-03-31T02:30:00\"",
                "TIMESTAMP '-infinity' | TIMESTAMP | \"-infinity\"",
                "TIMESTAMPTZ '2024-03-31 02:30:00+05:30' | TIMESTAMP WITH TIME ZONE | \"2024-03-30T21:00:00Z\"",
                "'2024-03-31 02:30:00.123456789'::TIMESTAMP_NS | TIMESTAMP_NS | \"2024-03-31T02:30:00.123456789\"",
                "'2024-03-31 02:30:00.123456789+00'::TIMESTAMPTZ_NS | TIMESTAMPTZ_NS | \"2024-03-31T02:30:00.123456789Z\"",
                "[TIMESTAMP '1582-10-10 00:00:00'] | TIMESTAMP[] | [\"1582-10-10T00:00:00\"]",
                "{'a b': TIMESTAMPTZ '2024-03-31 02:30:00+05:30', 'c': 1} | STRUCT(\\\"a b\\\" TIMESTAMP WITH TIME ZONE, c INTEGER) | {\"a b\":\"2024-03-30T21:00:00Z\",\"c\":1}",
                "MAP {'2024-03-31 02:30:00.123456789+00'::TIMESTAMPTZ_NS: [NULL, DATE '2024-01-01']} | MAP(TIMESTAMPTZ_NS, DATE[]) | {\"2024-03-31T02:30:00.123456789Z\":[null,\"2024-01-01\"]}",
                "TIME '23:59:59.5' | TIME | \"23:59:59.5\"",
                "INTERVAL '1 month 2 days' | INTERVAL | \"1 month 2 days\"",
                "UUID '550e8400-e29b-41d4-a716-446655440000' | UUID | \"550e8400-e29b-41d4-a716-446655440000\"",
                "'\\xFF\\x00'::BLOB | BLOB | \"/wA=\"",
                "NULL | NULL | null",
                "[1, NULL, 3] | INTEGER[] | [1,null,3]",
                "[1, 2]::INTEGER[2] | INTEGER[2] | [1,2]",
                "{'a': 1, 'b': {'c': [TIMESTAMP '2024-03-31 02:30:00']}} | STRUCT(a INTEGER, b STRUCT(c TIMESTAMP[])) | {\"a\":1,\"b\":{\"c\":[\"2024-03-31T02:30:00\"]}}",
                "MAP {'z': 1.50::DECIMAL(4,2), 'a': NULL} | MAP(VARCHAR, DECIMAL(4,2)) | {\"z\":\"1.50\",\"a\":null}",
                "'{\"k\": [1]}'::JSON | JSON | \"{\\\"k\\\": [1]}\"",
            })
    void jsonKeepsEveryDigitAndInstant(String expression, String type, String value) {
        var answer = engine.ask("SELECT " + expression + " AS x", null, ResultFormat.JSON);
        assertEquals("{\"columns\":[{\"name\":\"x\",\"type\":\"%s\"}],\"rows\":[[%s]]}".formatted(type, value), answer);
    }

    @Test
    void timesDoNotDependOnTheZoneOfTheMachine() {
        TimeZone zone = TimeZone.getDefault();
        try {
            // At 02:30 on this day clocks in Berlin showed 03:30.
            TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
            assertEquals(
                    "[\"2024-03-31T02:30:00\",\"2024-03-31T02:30:00\",\"2024-03-31T02:30:00Z\"]",
                    engine.rows(
                                    "SELECT t, t::TIMESTAMP_NS, t::TIMESTAMPTZ FROM (SELECT TIMESTAMP '2024-03-31 02:30:00' AS t)")
                            .get(0));
            assertEquals(
                    "[{\"t\":[\"2024-03-31T02:30:00\"]},\"2024-03-31T00:00:00Z\"]",
                    engine.rows("SELECT {'t': [TIMESTAMP '2024-03-31 02:30:00']}, TIMESTAMPTZ '2024-03-31 00:00:00+00'")
                            .get(0));
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void aTimeThatIsoCannotSayIsRefusedWithAWayOut() {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> engine.rows("SELECT TIME '24:00:00'"));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("CAST it to VARCHAR"), failure.getMessage());
        assertEquals(List.of("[\"24:00:00\"]"), engine.rows("SELECT TIME '24:00:00'::VARCHAR"));
    }

    @Test
    void columnsMayHaveTheSameNameAndThereMayBeNoRows() {
        assertEquals(
                "{\"columns\":[{\"name\":\"a\",\"type\":\"INTEGER\"},{\"name\":\"a\",\"type\":\"VARCHAR\"}],\"rows\":[]}",
                engine.ask("SELECT 1 AS a, 'x' AS a WHERE false", null, ResultFormat.JSON));
    }

    @Test
    void csvIsRfc4180() {
        String sql = """
                SELECT * FROM (VALUES
                  (1, 'plain', 1.50::DECIMAL(4,2), TIMESTAMP '2024-01-01', [1, 2]),
                  (2, 'a "b", c', NULL, NULL, NULL),
                  (3, '', NULL, NULL, []),
                  (4, E'two\\nlines', NULL, NULL, NULL),
                  (5, ' edge ', NULL, NULL, NULL)) t(id, "the, text", d, t, list) ORDER BY id""";
        assertEquals("""
                id,"the, text",d,t,list\r
                1,plain,1.50,2024-01-01T00:00:00,"[1,2]"\r
                2,"a ""b"", c",,,\r
                3,"",,,[]\r
                4,"two
                lines",,,\r
                5," edge ",,,\r
                """, engine.ask(sql, null, ResultFormat.CSV));
    }

    @Test
    void csvOfOneNullColumnHasALineForIt() {
        assertEquals("x\r\n\"\"\r\n", engine.ask("SELECT NULL AS x", null, ResultFormat.CSV));
    }

    @Test
    void parquetIsTheSameTable() throws Exception {
        try (DuckConnection duck = engine.engine.connect();
                QueryResult result = engine.engine.run(
                        new SqlRequest(
                                "SELECT range AS n, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS t FROM range(1000)",
                                new AsOf.Latest(),
                                ResultFormat.PARQUET),
                        duck);
                var plain = DriverManager.getConnection("jdbc:duckdb:");
                var statement = plain.createStatement()) {
            assertEquals(Files.size(result.file()), result.bytes());
            var rows = statement.executeQuery(
                    "SELECT count(*), sum(n), any_value(typeof(t)) FROM read_parquet('" + result.file() + "')");
            assertTrue(rows.next());
            assertEquals(1000, rows.getLong(1));
            assertEquals(499_500, rows.getLong(2));
            assertEquals("TIMESTAMP WITH TIME ZONE", rows.getString(3));
        }
    }
}
