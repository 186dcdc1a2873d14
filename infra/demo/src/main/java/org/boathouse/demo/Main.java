package org.boathouse.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code boathouse demo}: the whole main job on real data, told step by step through the command line. */
@Command(
        name = "boathouse demo",
        mixinStandardHelpOptions = true,
        description = "Starts an embedded lake, lands real files, refines and publishes them, queries the result, "
                + "travels in time, and stops.")
public final class Main implements Callable<Integer> {
    private static final String BUSIEST =
            "SELECT iata, airport, flights, delayed FROM flights.gold.departures_by_airport ORDER BY flights DESC LIMIT 5";
    private static final String BUSIEST_WITH_MILES =
            "SELECT iata, airport, flights, delayed, miles FROM flights.gold.departures_by_airport ORDER BY flights DESC LIMIT 5";

    @Option(names = "--keep", description = "Leave the lake running at the end.")
    private boolean keep;

    @Option(names = "--data", paramLabel = "DIR", description = "Keep the lake's data in DIR, which must be new.")
    private Path data;

    @Option(
            names = "--home",
            hidden = true,
            required = true,
            description = "The folder of the launcher, which passes it.")
    private Path home;

    public static void main(String[] args) {
        System.exit(new picocli.CommandLine(new Main())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    System.err.println("demo: " + e.getMessage());
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = folder();
        Path launcher = home.resolve("boathouse");
        EmbeddedLake lake = EmbeddedLake.up(launcher, folder.resolve("lake"), EmbeddedLake.freePort());
        Thread stop = new Thread(lake::close);
        Runtime.getRuntime().addShutdownHook(stop);
        boolean told = false;
        try {
            tell(lake, launcher, folder);
            told = true;
        } finally {
            if (keep && told) {
                Runtime.getRuntime().removeShutdownHook(stop);
            } else {
                lake.close();
                if (data == null) {
                    delete(folder);
                }
            }
        }
        return 0;
    }

    private void tell(EmbeddedLake lake, Path launcher, Path folder) throws IOException {
        Path raw = home.resolve("infra/demo/data");
        Deliveries deliveries = Deliveries.cut(raw.resolve("flights-20k.json"), folder.resolve("deliveries"));
        Products products = Products.copy(
                home.resolve("infra/demo/products"), home.resolve("infra/demo/changes"), folder.resolve("products"));
        CommandLine boathouse = new CommandLine(launcher, folder, lake.environment());
        Story story = new Story(8);

        story.chapter("Raw files land in the lake, as they came", () -> {
            boathouse.run("land", "flights/flights", deliveries.first().toString());
            boathouse.run(
                    "land", "flights/airports", raw.resolve("airports.csv").toString());
            boathouse.run(
                    "land", "wildlife/strikes", raw.resolve("birdstrikes.csv").toString());
            boathouse.run(
                    "land", "seismic/events", raw.resolve("earthquakes.json").toString());
        });
        story.chapter("Spark refines them: bronze, silver, gold, each checked before it is published", () -> {
            boathouse.run("run", "products");
            boathouse.run("tables");
        });
        story.chapter("SQL reads the result; one gold table joins two domains", () -> {
            boathouse.run("sql", BUSIEST);
            boathouse.run("sql", "SELECT * FROM wildlife.gold.strikes_by_state ORDER BY strikes DESC LIMIT 5");
            boathouse.run("sql", "SELECT * FROM seismic.gold.earthquakes_by_day ORDER BY day");
        });
        String before = currentSnapshot(boathouse.read("history", "flights.gold.departures_by_airport", "--json"));
        story.chapter(
                "A second delivery lands, with a new column and a bad record; landing it twice changes nothing", () -> {
                    boathouse.run(
                            "land",
                            "flights/flights",
                            deliveries.second().toString(),
                            raw.resolve("late-reports.json").toString());
                    boathouse.run(
                            "land",
                            "flights/flights",
                            deliveries.second().toString(),
                            raw.resolve("late-reports.json").toString());
                });
        story.chapter("The contract grows by that column, and only what is new is refined", () -> {
            products.change("distance");
            boathouse.run("run", "products");
            boathouse.run("run", "products");
        });
        story.chapter("The same query after and before: time travel", () -> {
            boathouse.run("sql", BUSIEST_WITH_MILES);
            boathouse.run("sql", BUSIEST, "--as-of", before);
            boathouse.run("history", "flights.gold.departures_by_airport");
        });
        story.chapter(
                "The bad record is in quarantine, with its file and record number",
                () -> boathouse.run(
                        "sql", "SELECT source_file, source_record, reasons FROM flights.silver.flights__quarantine"));
        story.chapter("A change that would break consumers is refused, with the reason", () -> {
            products.change("breaking");
            boathouse.runRefused("apply", "products");
            // Whoever goes on with this lake finds the products as they are registered.
            products.change("distance");
        });
        story.end(
                keep
                        ? "The lake is still up at %s (process %d, data in %s).%nTalk to it:  export BOATHOUSE_URL=%s BOATHOUSE_TOKEN=$(cat %s)%nStop it:     kill %d"
                                .formatted(
                                        lake.url(),
                                        lake.pid(),
                                        folder,
                                        lake.url(),
                                        folder.resolve("lake/token"),
                                        lake.pid())
                        : "Nothing is left running. 'boathouse demo --keep' leaves the lake up to play with.");
    }

    private Path folder() throws IOException {
        if (data == null) {
            return Files.createTempDirectory("boathouse-demo-");
        }
        if (Files.exists(data)) {
            throw new DemoFailed(
                    data + " exists: the demo wants a folder that is not there yet, so that its numbers are its own");
        }
        return Files.createDirectories(data).toAbsolutePath();
    }

    private static String currentSnapshot(String history) {
        try {
            return new JsonMapper()
                    .readTree(history.getBytes(StandardCharsets.UTF_8))
                    .path("history")
                    .path(0)
                    .path("snapshotId")
                    .asText();
        } catch (IOException e) {
            throw new DemoFailed("'boathouse history --json' printed no JSON: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
