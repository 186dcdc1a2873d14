package org.boathouse.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveriesTest {
    private static final Path FLIGHTS = Path.of("data/flights-20k.json");
    private final JsonMapper json = new JsonMapper();

    @Test
    void everyFlightIsInExactlyOneDeliveryAndOnlyTheSecondKnowsItsDistance(@TempDir Path folder) throws IOException {
        Deliveries deliveries = Deliveries.cut(FLIGHTS, folder);

        JsonNode all = json.readTree(FLIGHTS.toFile());
        JsonNode first = json.readTree(deliveries.first().toFile());
        JsonNode second = json.readTree(deliveries.second().toFile());
        assertEquals(all.size(), first.size() + second.size());
        assertEquals(delays(all), delays(first) + delays(second));
        first.forEach(flight -> assertFalse(flight.has("distance")));
        second.forEach(flight -> assertTrue(flight.has("distance")));
    }

    private static long delays(JsonNode flights) {
        long sum = 0;
        for (JsonNode flight : flights) {
            sum += flight.get("delay").asLong();
        }
        return sum;
    }
}
