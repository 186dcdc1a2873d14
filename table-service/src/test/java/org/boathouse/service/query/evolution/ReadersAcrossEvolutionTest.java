package org.boathouse.service.query.evolution;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.apache.iceberg.data.Record;
import org.boathouse.service.query.TestEngine;
import org.boathouse.service.query.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a table has been through, SQL reads at every point of its history what Iceberg's own reader reads there.
 *
 * <p>{@code -Dboathouse.histories=5000} tries more of them, {@code -Dboathouse.histories.first=17} begins with another seed. A
 * failure names its seed, and tells the shortest beginning of that history that fails.
 */
class ReadersAcrossEvolutionTest {
    private static final int HISTORIES = Integer.getInteger("boathouse.histories", 15);
    private static final long FIRST = Long.getLong("boathouse.histories.first", 1);
    private static final int STEPS = 30;
    private static final int QUERIES = 1;

    @TempDir
    static Path dir;

    private static TestLake lake;
    private static TestEngine engine;
    private static SameAnswers same;
    private static TimeZone zone;

    @BeforeAll
    static void start() {
        zone = TimeZone.getDefault();
        // With hours that the clocks skip: no time may pass through the JVM's zone.
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        lake = new TestLake();
        engine = new TestEngine(dir, lake);
        same = new SameAnswers(engine);
    }

    @AfterAll
    static void stop() {
        TimeZone.setDefault(zone);
        engine.close();
    }

    @Test
    void everyPointOfEveryHistoryReadsAsIcebergReadsIt() {
        int refused = 0;
        List<String> failures = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
            try {
                refused += check(seed, STEPS).refused();
            } catch (AssertionError | RuntimeException e) {
                failures.add("seed " + seed + ", " + shortest(seed, e));
            }
        }
        assertTrue(failures.isEmpty(), () -> "%d of %d histories\n%s"
                .formatted(failures.size(), HISTORIES, String.join("\n", failures)));
        // Or there would be little that has been tried.
        assertTrue(refused * 10 < HISTORIES * STEPS, refused + " steps were refused");
    }

    private static String shortest(long seed, Throwable whole) {
        for (int steps = 0; steps < STEPS; steps++) {
            try {
                check(seed, steps);
            } catch (AssertionError | RuntimeException e) {
                return "after " + steps + " steps: " + e.getMessage();
            }
        }
        return "after all steps: " + whole.getMessage();
    }

    private static RandomTable check(long seed, int steps) {
        String name = "d.silver.t" + seed;
        RandomTable table = new RandomTable(seed, name, lake);
        try {
            table.live(steps);
            for (Point point : Point.of(table)) {
                List<Record> rows = IcebergReader.read(table.iceberg, point.scan());
                same.check(RandomQuery.everything(point.scan().schema()), rows, point, name);
                for (int i = 0; i < QUERIES; i++) {
                    same.check(RandomQuery.over(point.scan().schema(), rows, table), rows, point, name);
                }
            }
            return table;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n  " + String.join("\n  ", table.log()), e);
        } finally {
            lake.purge(name);
        }
    }
}
