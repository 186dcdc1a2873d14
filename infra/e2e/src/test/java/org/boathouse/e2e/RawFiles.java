package org.boathouse.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The demo's raw files, read here with nothing of the lake's, to compute what its tables must hold. */
final class RawFiles {
    static final Path FOLDER = Cli.home().resolve("infra/demo/data");

    private RawFiles() {}

    static List<JsonNode> flights() throws IOException {
        return list(new JsonMapper().readTree(FOLDER.resolve("flights-20k.json").toFile()));
    }

    /** The valid ones of the hand-written late reports. */
    static List<JsonNode> lateReports() throws IOException {
        List<JsonNode> reports = new ArrayList<>();
        try (var values = new JsonMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(FOLDER.resolve("late-reports.json").toFile())) {
            values.forEachRemaining(reports::add);
        }
        return reports.stream().filter(r -> r.get("delay").isInt()).toList();
    }

    static List<JsonNode> earthquakes() throws IOException {
        return list(new JsonMapper()
                        .readTree(FOLDER.resolve("earthquakes.json").toFile())
                        .get("features"))
                .stream()
                .filter(f -> f.at("/properties/type").textValue().equals("earthquake"))
                .toList();
    }

    static Map<String, NamedCsvRecord> airportsByCode() throws IOException {
        Map<String, NamedCsvRecord> airports = new TreeMap<>();
        csv("airports.csv").forEach(row -> airports.put(row.getField("iata"), row));
        return airports;
    }

    static List<NamedCsvRecord> strikes() throws IOException {
        return csv("birdstrikes.csv");
    }

    private static List<NamedCsvRecord> csv(String file) throws IOException {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(FOLDER.resolve(file))) {
            return reader.stream().toList();
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        Stream<JsonNode> nodes = StreamSupport.stream(array.spliterator(), false);
        return nodes.toList();
    }
}
