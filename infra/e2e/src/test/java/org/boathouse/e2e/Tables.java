package org.boathouse.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of every refined table of a lake, without what differs from one landing or run to the next: times and ids. */
final class Tables {
    private Tables() {}

    /** Table name to its rows as sorted CSV lines. */
    static Map<String, List<String>> rows(Lake lake) throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        JsonNode tables = new JsonMapper()
                .readTree(lake.ok("tables", "--json").getBytes(StandardCharsets.UTF_8))
                .get("tables");
        for (JsonNode table : tables) {
            String name = table.get("name").textValue();
            if (!name.contains(".raw.")) {
                rows.put(name, lake.rows("SELECT " + columns(name) + " FROM " + name + " ORDER BY ALL"));
            }
        }
        return rows;
    }

    private static String columns(String table) {
        if (table.endsWith("__quarantine")) {
            return "* EXCLUDE (quarantined_at, run_id)";
        }
        if (table.contains(".bronze.")) {
            return "* EXCLUDE (_landing_id, _landed_at)";
        }
        return table.equals("flights.silver.airports") ? "* EXCLUDE (landed_at)" : "*";
    }
}
