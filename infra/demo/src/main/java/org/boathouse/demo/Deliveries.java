package org.boathouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The flights file, cut into two deliveries as a supplier might send them: January and February without {@code
 * distance}, then March with it. Every record of the original is in exactly one of them.
 */
record Deliveries(Path first, Path second) {
    private static final String FIRST_OF_SECOND = "2001/03/01";
    private static final JsonMapper JSON = new JsonMapper();

    static Deliveries cut(Path flights, Path folder) throws IOException {
        ArrayNode first = JSON.createArrayNode();
        ArrayNode second = JSON.createArrayNode();
        for (JsonNode flight : JSON.readTree(flights.toFile())) {
            if (flight.get("date").textValue().compareTo(FIRST_OF_SECOND) < 0) {
                first.add(((ObjectNode) flight).without("distance"));
            } else {
                second.add(flight);
            }
        }
        Files.createDirectories(folder);
        return new Deliveries(
                write(first, folder.resolve("flights-2001-01-02.json")),
                write(second, folder.resolve("flights-2001-03.json")));
    }

    private static Path write(ArrayNode flights, Path file) throws IOException {
        JSON.writeValue(file.toFile(), flights);
        return file;
    }
}
