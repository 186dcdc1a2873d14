package org.boathouse.spark.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.Refinement.Select;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsedSelectTest {
    private static final TableName NEW = TableName.parse("a.bronze.t");

    private static ParsedSelect parse(String sql) {
        return ParsedSelect.of(new Select("a/t.sql", sql));
    }

    private static Set<String> upstreams(String sql) {
        return parse(sql).upstreams().stream().map(TableName::toString).collect(Collectors.toSet());
    }

    @Test
    void upstreamsAreFoundInJoinsSubqueriesAndCommonTableExpressions() {
        assertEquals(Set.of("a.bronze.t", "b.silver.u", "c.gold.v", "d.raw.w"), upstreams("""
                        WITH x AS (SELECT * FROM d.raw.w)
                        SELECT t.id, (SELECT max(id) FROM b.silver.u) FROM a.bronze.t t JOIN x ON x.id = t.id
                        WHERE t.id IN (SELECT id FROM c.gold.v)
                        """));
    }

    @Test
    void aCommonTableExpressionIsNoUpstream() {
        assertEquals(Set.of("a.bronze.t"), upstreams("WITH X AS (SELECT 1 AS id FROM a.bronze.t) SELECT * FROM x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM t",
                "SELECT 1 FROM a.t",
                "SELECT 1 FROM lake.a.bronze.t",
                "SELECT 1 FROM csv.`/etc/passwd`"
            })
    void aTableNameOfAnotherFormIsRefusedWithFileAndLine(String sql) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> parse("\n" + sql));
        assertTrue(failure.getMessage().startsWith("a/t.sql line 2: '"), failure.getMessage());
        assertTrue(failure.getMessage().contains("<domain>.<layer>.<table>"), failure.getMessage());
    }

    @Test
    void aSyntaxErrorNamesFileAndLine() {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> parse("SELECT a\nFORM a.bronze.t WHERE"));
        assertTrue(failure.getMessage().startsWith("a/t.sql line 2: "), failure.getMessage());
    }

    @Test
    void anythingButASelectIsRefused() {
        assertThrows(LakeFailure.class, () -> parse("DROP TABLE a.bronze.t"));
        assertThrows(LakeFailure.class, () -> parse("INSERT INTO a.bronze.t SELECT 1"));
    }

    @Test
    void timeTravelIsRefusedForTheRunPinsWhatItReads() {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> parse("SELECT * FROM a.bronze.t VERSION AS OF 1"));
        assertTrue(failure.getMessage().contains("time travel"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM a.bronze.t",
                "SELECT upper(name) AS n, 1 FROM a.bronze.t AS x WHERE x.id > 3 ORDER BY n",
                "SELECT t.id, u.n FROM a.bronze.t t LEFT JOIN b.silver.u u USING (id)",
                "SELECT t.id FROM b.silver.u u RIGHT JOIN a.bronze.t t ON t.id = u.id",
                "SELECT t.id FROM a.bronze.t t JOIN (SELECT id, count(*) AS n FROM b.silver.u GROUP BY id) u USING (id)",
                "SELECT id FROM a.bronze.t WHERE id IN (SELECT id FROM b.silver.u) AND NOT EXISTS (SELECT 1 FROM b.silver.v)",
                "WITH x AS (SELECT id FROM a.bronze.t WHERE id > 1) SELECT * FROM x",
                "SELECT id, tag FROM a.bronze.t LATERAL VIEW explode(tags) AS tag",
                "SELECT id, explode(tags) AS tag FROM a.bronze.t"
            })
    void theseAreRowWise(String sql) {
        assertEquals(Optional.empty(), parse(sql).notRowWiseOver(NEW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT count(*) FROM a.bronze.t | aggregate function",
                "SELECT id, max(x) FROM a.bronze.t GROUP BY id | GROUP BY",
                "SELECT DISTINCT id FROM a.bronze.t | DISTINCT",
                "SELECT id, row_number() OVER (ORDER BY id) FROM a.bronze.t | window",
                "SELECT id, sum(x) OVER w FROM a.bronze.t WINDOW w AS (ORDER BY id) | window",
                "SELECT id FROM a.bronze.t LIMIT 5 | LIMIT",
                "SELECT id FROM a.bronze.t UNION ALL SELECT id FROM b.silver.u | set operation",
                "SELECT id FROM b.silver.u EXCEPT SELECT id FROM a.bronze.t | set operation",
                "SELECT x.id FROM a.bronze.t x JOIN a.bronze.t y ON x.id = y.prev | read twice",
                "SELECT u.id FROM b.silver.u u LEFT JOIN a.bronze.t t ON t.id = u.id | wrong side",
                "SELECT u.id FROM b.silver.u u FULL JOIN a.bronze.t t ON t.id = u.id | wrong side",
                "SELECT u.id FROM b.silver.u u LEFT ANTI JOIN a.bronze.t t ON t.id = u.id | wrong side",
                "SELECT id FROM b.silver.u WHERE id NOT IN (SELECT id FROM a.bronze.t) | subquery",
                "SELECT id, (SELECT max(id) FROM a.bronze.t) FROM b.silver.u | subquery",
                "SELECT id FROM b.silver.u | does not read",
                "WITH x AS (SELECT id, count(*) AS n FROM a.bronze.t GROUP BY id) SELECT * FROM x | GROUP BY",
                "WITH x AS (SELECT id FROM a.bronze.t) SELECT p.id FROM x p JOIN x q ON p.id = q.id | read twice",
                "SELECT id FROM a.bronze.t TABLESAMPLE (10 PERCENT) | operation Sample"
            })
    void theseAreNot(String sql, String why) {
        Optional<String> obstacle = parse(sql).notRowWiseOver(NEW);
        assertTrue(obstacle.orElse("row-wise").contains(why), obstacle.toString());
    }
}
