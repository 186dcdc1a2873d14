package org.boathouse.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The demo does what it says, and its numbers are those of the raw files, summed up here without the lake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {
    @TempDir
    static Path folder;

    private Cli.Result demo;
    private boolean leftovers;
    private Lake lake;

    @BeforeAll
    void tellTheDemoOnceThenBringItsLakeBack() throws IOException {
        Path data = folder.resolve("demo");
        demo = new Cli(folder, Map.of()).run("demo", "--data", data.toString());
        leftovers = ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(data.toString()));
        assertEquals(0, demo.exit(), demo::toString);
        lake = Lake.up(data.resolve("lake"), folder);
    }

    @AfterAll
    void stop() {
        if (lake != null) {
            lake.close();
        }
    }

    @Test
    void leavesNothingRunning() {
        assertFalse(leftovers, "a process of the demo was still there after its end");
    }

    @Test
    void saysThatLandingAgainLandsNothingAndThatASecondRunHasNothingToDo() {
        assertTrue(demo.toString().contains("Nothing new in flights/flights"), demo::toString);
        assertTrue(demo.toString().contains("nothing to do: 11 tables are up to date"), demo::toString);
    }

    @Test
    void showsTheRefusedChangeWithItsReason() {
        assertTrue(demo.toString().contains("flights.silver.flights"), demo::toString);
        assertTrue(demo.toString().contains("delay"), demo::toString);
        assertTrue(demo.toString().contains("1.1.0") && demo.toString().contains("1.2.0"), demo::toString);
    }

    @Test
    void departuresByAirportAreThoseOfTheRawFiles() throws IOException {
        List<JsonNode> flights = new ArrayList<>(RawFiles.flights());
        Map<String, NamedCsvRecord> airports = RawFiles.airportsByCode();
        List<JsonNode> late = RawFiles.lateReports();
        Map<String, long[]> sums = new TreeMap<>();
        for (JsonNode flight : flights) {
            boolean march = flight.get("date").textValue().startsWith("2001/03");
            add(sums, flight, march);
        }
        late.forEach(flight -> add(sums, flight, true));
        List<String> expected = new ArrayList<>();
        sums.forEach((iata, s) -> expected.add("%s,%s,%d,%d,%d,%s"
                .formatted(iata, airports.get(iata).getField("state"), s[0], s[1], s[2], s[4] == 0 ? "" : s[3])));

        List<String> actual = lake.rows(
                "SELECT iata, state, flights, delayed, delay_minutes, miles FROM flights.gold.departures_by_airport ORDER BY iata");

        assertEquals(expected, actual);
    }

    private static void add(Map<String, long[]> sums, JsonNode flight, boolean withDistance) {
        long[] s = sums.computeIfAbsent(flight.get("origin").textValue(), origin -> new long[5]);
        long delay = flight.get("delay").longValue();
        s[0]++;
        s[1] += delay > 15 ? 1 : 0;
        s[2] += delay;
        if (withDistance) {
            s[3] += flight.get("distance").longValue();
            s[4]++;
        }
    }

    @Test
    void timeTravelShowsTheFirstDeliveryOnly() throws IOException {
        String query = "SELECT sum(flights), sum(delay_minutes) FROM flights.gold.departures_by_airport";
        String first = lake.ok("history", "flights.gold.departures_by_airport", "--json");
        List<JsonNode> before = RawFiles.flights().stream()
                .filter(flight -> flight.get("date").textValue().compareTo("2001/03") < 0)
                .toList();
        long delays = before.stream().mapToLong(f -> f.get("delay").longValue()).sum();

        String snapshot = oldest(first);
        String rows = lake.ok("sql", query, "--as-of", snapshot, "--format", "csv");

        assertEquals(
                before.size() + "," + delays, rows.lines().skip(1).findFirst().orElseThrow());
    }

    /** The oldest snapshot that holds rows. */
    private static String oldest(String history) throws IOException {
        JsonNode all = new com.fasterxml.jackson.databind.json.JsonMapper()
                .readTree(history.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .get("history");
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).path("totalRows").asLong() > 0) {
                return all.get(i).get("snapshotId").asText();
            }
        }
        throw new AssertionError(history);
    }

    @Test
    void strikesByStateJoinTheOtherDomainsDepartures() throws IOException {
        Map<String, NamedCsvRecord> airports = RawFiles.airportsByCode();
        List<JsonNode> flights = new ArrayList<>(RawFiles.flights());
        flights.addAll(RawFiles.lateReports());
        Map<String, Long> departures = flights.stream()
                .collect(groupingBy(
                        f -> airports.get(f.get("origin").textValue()).getField("state"), counting()));
        Map<String, long[]> strikes = new TreeMap<>();
        for (NamedCsvRecord strike : RawFiles.strikes()) {
            long[] s = strikes.computeIfAbsent(strike.getField("Origin State"), state -> new long[3]);
            s[0]++;
            s[1] += strike.getField("Effect Amount of damage").equals("None") ? 0 : 1;
            s[2] += Long.parseLong(strike.getField("Cost Total $"));
        }
        assertEquals(29, strikes.size());

        List<String> rows = lake.rows(
                "SELECT state_name, strikes, damaging, cost_usd, state, departures FROM wildlife.gold.strikes_by_state ORDER BY state_name");

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String state = rows.get(i).split(",")[0];
            String code = rows.get(i).split(",")[4];
            long[] s = strikes.get(state);
            expected.add(
                    "%s,%d,%d,%d,%s,%d".formatted(state, s[0], s[1], s[2], code, departures.getOrDefault(code, 0L)));
        }
        assertEquals(
                new ArrayList<>(strikes.keySet()),
                rows.stream().map(row -> row.split(",")[0]).toList());
        assertEquals(expected, rows);
        assertTrue(
                rows.stream().anyMatch(row -> row.startsWith("Texas,1495,") && row.contains(",TX,")), rows::toString);
    }

    @Test
    void earthquakesByDayAreThoseOfTheFeed() throws IOException {
        Map<LocalDate, List<JsonNode>> days = RawFiles.earthquakes().stream()
                .collect(groupingBy(
                        f -> Instant.ofEpochMilli(f.at("/properties/time").longValue())
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate(),
                        TreeMap::new,
                        java.util.stream.Collectors.toList()));
        List<String> expected = new ArrayList<>();
        days.forEach((day, quakes) -> expected.add(day + "," + quakes.size() + ","
                + quakes.stream()
                        .mapToDouble(f -> f.at("/properties/mag").doubleValue())
                        .max()
                        .orElseThrow()));

        assertEquals(
                expected,
                lake.rows("SELECT day, earthquakes, strongest FROM seismic.gold.earthquakes_by_day ORDER BY day"));
    }

    @Test
    void everyRecordIsInBronzeOrQuarantineAndTheBadOneNamesItsFileAndRecord() throws IOException {
        assertEquals(List.of("20003"), lake.rows("SELECT count(*) FROM flights.bronze.flights"));
        assertEquals(List.of("3376"), lake.rows("SELECT count(*) FROM flights.bronze.airports"));
        assertEquals(
                List.of(Integer.toString(RawFiles.strikes().size())),
                lake.rows("SELECT count(*) FROM wildlife.bronze.strikes"));
        assertEquals(List.of("1707"), lake.rows("SELECT count(*) FROM seismic.bronze.events"));
        assertEquals(
                List.of("true,2"),
                lake.rows(
                        "SELECT q.source_file LIKE '%' || l.object_key, q.source_record FROM flights.silver.flights__quarantine q"
                                + " JOIN flights.raw.flights l ON q.source_file LIKE '%' || l.object_key WHERE l.source_name = 'late-reports.json'"));
        assertEquals(List.of("1"), lake.rows("SELECT count(*) FROM flights.silver.flights__quarantine"));
    }

    /** The last one, for it changes the lake. */
    @Test
    @Order(Integer.MAX_VALUE)
    void theGuideToTimeTravelSaysWhatItsCommandsSay() throws IOException {
        check("time-travel.md");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void theGuideToSchemaEvolutionSaysWhatItsCommandsSay() throws IOException {
        check("schema-evolution.md");
    }

    private void check(String name) throws IOException {
        Guide guide = Guide.read(Cli.home().resolve("docs/guides/" + name));
        assertTrue(guide.steps() > 10, "the guide has lost its commands");
        guide.check(new Cli(
                folder.resolve("demo"),
                Map.of("BOATHOUSE_URL", lake.url().toString(), "BOATHOUSE_TOKEN", lake.token())));
    }

    @Test
    void stockSparkReadsWritesAltersAndTravelsInTime() throws IOException, InterruptedException {
        long flights = RawFiles.flights().size() + RawFiles.lateReports().size();
        long firstDelivery = RawFiles.flights().stream()
                .filter(flight -> flight.get("date").textValue().compareTo("2001/03") < 0)
                .count();
        String snapshot = oldest(lake.ok("history", "flights.silver.flights", "--json"));

        List<String> rows = StockSpark.sql(
                lake,
                folder,
                "SELECT count(*) AS n FROM lake.flights.silver.flights",
                "SELECT count(*) AS n FROM lake.flights.silver.flights VERSION AS OF " + snapshot,
                "CREATE NAMESPACE IF NOT EXISTS lake.sandbox",
                "CREATE TABLE lake.sandbox.notes (id BIGINT, text STRING) USING iceberg",
                "INSERT INTO lake.sandbox.notes VALUES (1, 'one'), (2, 'two')",
                "ALTER TABLE lake.sandbox.notes ADD COLUMN stars INT",
                "MERGE INTO lake.sandbox.notes t USING (SELECT 2 AS id, 'zwei' AS text, 5 AS stars) s ON t.id = s.id"
                        + " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
                "SELECT * FROM lake.sandbox.notes ORDER BY id",
                "ALTER TABLE lake.sandbox.notes RENAME TO sandbox.remarks",
                "SELECT count(*) AS n FROM lake.sandbox.remarks",
                "SELECT a.state, count(*) AS n FROM lake.flights.silver.flights f JOIN lake.flights.silver.airports a"
                        + " ON a.iata = f.origin WHERE a.state = 'AK' GROUP BY a.state");

        Map<String, NamedCsvRecord> airports = RawFiles.airportsByCode();
        long alaska = RawFiles.flights().stream()
                .filter(f -> airports.get(f.get("origin").textValue())
                        .getField("state")
                        .equals("AK"))
                .count();
        assertEquals(
                List.of(
                        "{\"n\":" + flights + "}",
                        "{\"n\":" + firstDelivery + "}",
                        "{\"id\":1,\"text\":\"one\"}",
                        "{\"id\":2,\"text\":\"zwei\",\"stars\":5}",
                        "{\"n\":2}",
                        "{\"state\":\"AK\",\"n\":" + alaska + "}"),
                rows);
    }
}
