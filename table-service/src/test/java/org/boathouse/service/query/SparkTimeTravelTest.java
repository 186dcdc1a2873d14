package org.boathouse.service.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkTimeTravelTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FROM a.b.c VERSION AS OF 5 | FROM a.b.c AT (VERSION => 5)",
                "FROM a.b.c FOR VERSION AS OF 'v1' | FROM a.b.c AT (VERSION => 'v1')",
                "FROM a.b.c for system_version as of 5 x | FROM a.b.c AS x AT (VERSION => 5)",
                "FROM a.b.c TIMESTAMP AS OF '2024-01-01' AS x, d.e.f | FROM a.b.c AS x AT (TIMESTAMP => '2024-01-01'), d.e.f",
                "FROM a.b.c FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01' WHERE 1 | FROM a.b.c AT (TIMESTAMP => TIMESTAMP '2024-01-01') WHERE 1",
                "FROM a.b.c TIMESTAMP AS OF (now() - INTERVAL 1 DAY) JOIN x | FROM a.b.c AT (TIMESTAMP => (now() - INTERVAL 1 DAY)) JOIN x",
                "FROM a.b.c TIMESTAMP AS OF current_timestamp() AS t(x, y) | FROM a.b.c AS t(x, y) AT (TIMESTAMP => current_timestamp())",
                "FROM a.b.c AT (VERSION => 5) AS x | FROM a.b.c AS x AT (VERSION => 5)",
                "FROM a.b.c AT (VERSION => 5) x | FROM a.b.c AS x AT (VERSION => 5)",
                "FROM a.b.c /* c */ VERSION -- d | FROM a.b.c /* c */ VERSION -- d",
            })
    void clausesBecomeDuckDbs(String written, String expected) {
        assertEquals(
                expected, SparkTimeTravel.rewrite(written).replaceAll(" +", " ").strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'x VERSION AS OF 5' FROM t",
                "SELECT \"VERSION AS OF 5\" FROM t",
                "SELECT 1 -- t VERSION AS OF 5",
                "SELECT 1 /* t VERSION AS OF 5 */",
                "SELECT $$ t VERSION AS OF 5 $$",
                "SELECT version AS of FROM t",
                "SELECT t.version, timestamp FROM t",
                "SELECT x AT TIME ZONE 'UTC' FROM t",
                "SELECT TIMESTAMP '2024-01-01'",
                "SELECT 'open",
                "SELECT (((",
                "SELECT a FROM t ORDER BY a",
                ""
            })
    void everythingElseStaysToTheLetter(String sql) {
        assertEquals(sql, SparkTimeTravel.rewrite(sql));
    }

    @Test
    void hostileTextCostsLinearTime() {
        assertTimeout(Duration.ofSeconds(5), () -> {
            SparkTimeTravel.rewrite("/*".repeat(200_000));
            SparkTimeTravel.rewrite("'".repeat(400_001));
            SparkTimeTravel.rewrite("$a".repeat(200_000));
            SparkTimeTravel.rewrite("a version as of (".repeat(20_000));
        });
    }
}
