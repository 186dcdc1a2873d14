package org.boathouse.service.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.AsOf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No query takes more than its share, and none outlives those who wait for it. */
class QueryLimitsTest {
    private static final String ENDLESS = "SELECT count(*) FROM range(1000000000) a, range(100000) b";

    @TempDir
    Path dir;

    private final List<QueryDesk> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(QueryDesk::close);
    }

    private QueryDesk desk(int queriesMax, Duration timeMax, long rowsMax, long resultBytesMax) {
        QuerySettings settings = new QuerySettings(
                dir, 1L << 20, 200L << 20, 2, queriesMax, Duration.ofMillis(100), timeMax, rowsMax, resultBytesMax);
        QueryDesk desk = new QueryDesk(new QueryEngine(settings, new TestLake()), settings);
        opened.add(desk);
        return desk;
    }

    private QueryDesk desk() {
        return desk(2, Duration.ofSeconds(30), 1000, 1 << 20);
    }

    private static SqlRequest request(String sql, ResultFormat format) {
        return new SqlRequest(sql, new AsOf.Latest(), format);
    }

    private static QueryResult answer(QueryDesk desk, String sql, ResultFormat format) throws Exception {
        try {
            return desk.submit(request(sql, format)).result().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static LakeFailure refused(QueryDesk desk, String sql, ResultFormat format) {
        return assertThrows(LakeFailure.class, () -> answer(desk, sql, format));
    }

    private List<Path> results() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("results"))) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ResultFormat.class,
            names = {"JSON", "CSV"})
    void rowsAreCounted(ResultFormat format) throws Exception {
        QueryDesk desk = desk();
        answer(desk, "FROM range(1000)", format).close();
        LakeFailure failure = refused(desk, "FROM range(1001)", format);
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("more than 1,000 rows"), failure.getMessage());
        assertEquals(List.of(), results());
    }

    @ParameterizedTest
    @EnumSource(ResultFormat.class)
    void bytesAreCounted(ResultFormat format) throws Exception {
        String sql =
                "SELECT md5(a.range::VARCHAR || b.range) || sha256(b.range::VARCHAR) FROM range(1000) a, range(%d) b";
        long rows = format == ResultFormat.PARQUET ? 100 : 1;
        LakeFailure failure = refused(desk(2, Duration.ofSeconds(30), 1000, 50_000), sql.formatted(rows), format);
        assertTrue(failure.getMessage().contains("boathouse.sql.result-bytes-max"), failure.getMessage());
        assertEquals(FailureKind.INVALID, failure.kind());
        assertEquals(List.of(), results());
    }

    @Test
    void aParquetResultIsStoppedWhileItGrows() throws Exception {
        Instant asked = Instant.now();
        LakeFailure failure = refused(
                desk(2, Duration.ofSeconds(60), 1000, 1 << 20),
                "SELECT uuid() FROM range(10000000000)",
                ResultFormat.PARQUET);
        assertTrue(failure.getMessage().contains("boathouse.sql.result-bytes-max"), failure.getMessage());
        assertTrue(Duration.between(asked, Instant.now()).toSeconds() < 20);
        assertEquals(List.of(), results());
    }

    @Test
    void whatMemoryCannotHoldIsSpilledToTheServicesOwnFolder() throws Exception {
        QuerySettings settings = new QuerySettings(
                dir, 1L << 30, 100L << 20, 2, 1, Duration.ofSeconds(1), Duration.ofSeconds(60), 10, 1 << 20);
        QueryDesk desk = new QueryDesk(new QueryEngine(settings, new TestLake()), settings);
        opened.add(desk);
        String sql = "SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY hash(range)) AS n FROM range(6000000))";
        try (QueryResult result = answer(desk, sql, ResultFormat.CSV)) {
            assertEquals("6000000", Files.readAllLines(result.file()).get(1));
        }
    }

    @Test
    void aQueryThatTakesTooLongIsStopped() throws Exception {
        QueryDesk desk = desk(1, Duration.ofMillis(500), 1000, 1 << 20);
        LakeFailure failure = refused(desk, ENDLESS, ResultFormat.JSON);
        assertTrue(failure.getMessage().contains("boathouse.sql.time-max"), failure.getMessage());
        awaitPlace(desk);
    }

    /** The one place is free again soon: the query has ended, not only its answer come. */
    private static void awaitPlace(QueryDesk desk) throws Exception {
        Instant deadline = Instant.now().plusSeconds(10);
        while (true) {
            try {
                answer(desk, "SELECT 1", ResultFormat.JSON).close();
                return;
            } catch (LakeFailure e) {
                assertEquals(FailureKind.UNAVAILABLE, e.kind());
                assertTrue(Instant.now().isBefore(deadline), "the query runs on");
            }
        }
    }

    @Test
    void oneQueryTooManyIsToldToComeAgain() {
        QueryDesk desk = desk(2, Duration.ofSeconds(30), 1000, 1 << 20);
        List<QueryDesk.Ticket> running = List.of(
                desk.submit(request(ENDLESS, ResultFormat.JSON)), desk.submit(request(ENDLESS, ResultFormat.JSON)));
        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> desk.submit(request("SELECT 1", ResultFormat.JSON)));
        assertEquals(FailureKind.UNAVAILABLE, failure.kind());
        running.forEach(QueryDesk.Ticket::abandon);
    }

    @Test
    void anAbandonedQueryEndsAndGivesItsPlaceBack() throws Exception {
        QueryDesk desk = desk(1, Duration.ofSeconds(60), 1000, 1 << 20);
        QueryDesk.Ticket ticket = desk.submit(request(ENDLESS, ResultFormat.JSON));
        Thread.sleep(200);
        ticket.abandon();
        assertTrue(ticket.result().isCompletedExceptionally());
        awaitPlace(desk);
        assertEquals(List.of(), results());
    }

    @Test
    void abandoningAnAnsweredQueryChangesNothing() throws Exception {
        QueryDesk.Ticket ticket = desk().submit(request("SELECT 1", ResultFormat.JSON));
        try (QueryResult result = ticket.result().get(30, TimeUnit.SECONDS)) {
            ticket.abandon();
            assertTrue(Files.exists(result.file()));
        }
        assertFalse(ticket.result().isCompletedExceptionally());
    }

    @Test
    void whatNeedsTooMuchMemoryIsRefusedAndTheNextQueryRuns() throws Exception {
        QueryDesk desk = desk();
        LakeFailure failure = refused(
                desk, "SELECT length(string_agg(repeat('x', 1000), '')) FROM range(10000000)", ResultFormat.JSON);
        assertTrue(failure.getMessage().contains("boathouse.sql.memory-max"), failure.getMessage());
        answer(desk, "SELECT 1", ResultFormat.JSON).close();
    }

    /** Memory that DuckDB does not count against its limit, taken by one call that it cannot be stopped in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT len(range(1000000000))",
                "SELECT len(range(0, 10000 * 100000))",
                "SELECT len(generate_series(1, 1000000000, 1))",
                "SELECT len(range(i * 100000000)) FROM (SELECT 10 AS i)",
                "SELECT length(repeat('x', 4000000000))",
                "SELECT length(repeat('xxxxxxxxxxxxxxxxxxxxxxxx', i)) FROM range(200000000, 200000010) t(i)",
                "SELECT length(lpad('x', 2000000000, 'y'))",
                "SELECT length(rpad('x', 2000000000, 'y'))",
                "SELECT len(list_resize([1], 1000000000))",
                "SELECT len(array_resize([1], 1000000000))",
                "SELECT length(bar(1, 0, 1, 1000000000))",
                "SELECT length(printf('%1000000000d', 1))",
                "SELECT length(printf('%*d', 1000000000, 1))",
                "SELECT length(format('{:>1000000000}', 1))",
                "SELECT length(format('{:{}}', 1, 1000000000))",
                "SELECT length(replace(repeat('a', 100000), 'a', repeat('b', 10000)))",
                "SELECT length(CAST(bitstring('1', 1000000000) AS VARCHAR))",
            })
    void oneValueCannotBeBlownUp(String sql) {
        Instant asked = Instant.now();
        LakeFailure failure = refused(desk(), sql, ResultFormat.JSON);
        assertEquals(FailureKind.INVALID, failure.kind(), failure.getMessage());
        assertTrue(Duration.between(asked, Instant.now()).toSeconds() < 5, failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT list_sum(range(10)) = 45",
                "SELECT range(i, 4, 2) = [2] FROM (SELECT 2 AS i)",
                "SELECT len(range(NULL)) IS NULL",
                "SELECT len(generate_series(DATE '2024-01-01', DATE '2024-12-31', INTERVAL 1 DAY)) = 366",
                "SELECT len(range(TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-02', INTERVAL 1 HOUR)) = 24",
                "SELECT repeat('ab', 2) = 'abab'",
                "SELECT repeat([1], 2) = [1, 1]",
                "SELECT lpad('7', 3, '0') = '007'",
                "SELECT printf('%5.2f %s', 1.5, 'x') = ' 1.50 x'",
                "SELECT format('{:>8} {}', 'x', 1) = '       x 1'",
                "SELECT replace('a.b', '.', '::') = 'a::b'",
                "SELECT regexp_replace('abc', '[ac]', 'x', 'g') = 'xbx'",
                "SELECT regexp_replace('abc', 'b', '') = 'ac'",
                "SELECT count(*) = 100000000 FROM range(100000000)",
                "SELECT count(*) = 25 FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01 00:00:25', INTERVAL 1 SECOND)"
            })
    void usualValuesAreMade(String sql) throws Exception {
        try (QueryResult result = answer(desk(), sql, ResultFormat.CSV)) {
            assertEquals("true", Files.readAllLines(result.file()).get(1));
        }
    }
}
