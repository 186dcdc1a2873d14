package org.boathouse.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is killed, wherever: doing it again gives the tables of an undisturbed run. */
class CrashIT {
    private static final String PRODUCTS =
            Cli.home().resolve("infra/demo/products").toString();
    private static final Path DATA = RawFiles.FOLDER;

    @TempDir
    Path folder;

    @Test
    void killedLandingsRunsAndServicesLeaveTheSameTablesAsAnUndisturbedRun() throws Exception {
        Map<String, List<String>> undisturbed;
        long runMillis;
        try (Lake lake = Lake.up(Files.createDirectory(folder.resolve("undisturbed")))) {
            land(lake);
            long begun = System.nanoTime();
            lake.ok("run", PRODUCTS);
            runMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            undisturbed = Tables.rows(lake);
        }
        assertEquals(22, undisturbed.size(), undisturbed.keySet()::toString);

        Map<String, List<String>> disturbed;
        try (Lake lake = Lake.up(Files.createDirectory(folder.resolve("disturbed")))) {
            killTheLanding(lake);
            land(lake);
            // The Spark job dies at points spread over its whole length; what it had published by then stays.
            for (int eighth = 2; eighth <= 7; eighth++) {
                Cli.Running run = lake.cli().start("run", PRODUCTS);
                if (!run.process().waitFor(runMillis * eighth / 8, TimeUnit.MILLISECONDS)) {
                    run.process().destroyForcibly().waitFor();
                }
            }
            // The service dies under a run, which fails; it comes back by itself with everything acknowledged.
            Cli.Running run = lake.cli().start("run", PRODUCTS, "--full");
            run.process().waitFor(runMillis * 5 / 8, TimeUnit.MILLISECONDS);
            lake.kill9();
            Cli.finish(run);
            lake.start();
            lake.ok("run", PRODUCTS);
            assertTrue(
                    lake.cli().run("run", PRODUCTS).toString().contains("up to date"),
                    "a run after a complete one has nothing to do");
            disturbed = Tables.rows(lake);
        }

        assertEquals(undisturbed.keySet(), disturbed.keySet());
        undisturbed.forEach((table, rows) -> assertEquals(rows, disturbed.get(table), table));
    }

    private static void killTheLanding(Lake lake) throws Exception {
        for (int millis : new int[] {300, 600, 900, 1200, 1500}) {
            Cli.Running landing = lake.cli().start("land", "wildlife/strikes", file("birdstrikes.csv"));
            if (!landing.process().waitFor(millis, TimeUnit.MILLISECONDS)) {
                landing.process().destroyForcibly().waitFor();
            }
        }
    }

    /** Every file once, some by two commands at once, one of them with a record that breaks its contract. */
    private static void land(Lake lake) throws IOException {
        Cli.Running one =
                lake.cli().start("land", "flights/flights", file("flights-20k.json"), file("late-reports.json"));
        Cli.Running two =
                lake.cli().start("land", "flights/flights", file("flights-20k.json"), file("late-reports.json"));
        lake.ok("land", "flights/airports", file("airports.csv"));
        lake.ok("land", "wildlife/strikes", file("birdstrikes.csv"));
        lake.ok("land", "seismic/events", file("earthquakes.json"));
        Cli.Result first = Cli.finish(one);
        Cli.Result second = Cli.finish(two);
        assertEquals(0, first.exit(), first::toString);
        assertEquals(0, second.exit(), second::toString);
        assertEquals(List.of("2"), lake.rows("SELECT count(*) FROM flights.raw.flights"));
        assertEquals(List.of("1"), lake.rows("SELECT count(*) FROM wildlife.raw.strikes"));
    }

    private static String file(String name) {
        return DATA.resolve(name).toString();
    }
}
