package org.boathouse.spark.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.product.ProductFolder;

/** Registers products with the lake, which makes and evolves their tables. */
public final class Registration {
    private final LakeClient lake;

    public Registration(LakeClient lake) {
        this.lake = lake;
    }

    /**
     * What happened to one table, or would happen.
     *
     * @param action {@code created}, {@code evolved} or {@code unchanged}
     * @param changes in words
     * @param ddl the same for columns, key and partitioning, as Spark SQL
     * @param readers what the contract's new version does to queries written for the one before: {@code safe}, {@code needs
     *     backfill} or {@code breaking}
     * @param writers what it does to jobs that write the table
     * @param because what is more than safe, in words
     * @param consumers who is known to read the table, where something of it changes
     */
    public record Registered(
            String table,
            String action,
            List<String> changes,
            List<String> ddl,
            String readers,
            String writers,
            List<String> because,
            List<String> consumers) {
        /** Whether what the contract says is not true yet of rows that are there. */
        public boolean needsBackfill() {
            return readers.equals("needs backfill");
        }

        public boolean isChange() {
            return !action.equals("unchanged");
        }

        /** For people: one line, and one for each change. */
        public String text() {
            StringBuilder text = new StringBuilder("%-9s  %s".formatted(action, table));
            changes.forEach(change -> text.append("%n             %s".formatted(change)));
            return text.toString();
        }
    }

    /**
     * Registers all or nothing. Doing it again changes nothing.
     *
     * @param dryRun only tells what would happen
     * @throws org.boathouse.contract.failure.LakeFailure INVALID for bad contracts, FORBIDDEN for changes that would break
     *     a consumer
     */
    public List<Registered> apply(ProductFolder products, boolean dryRun) {
        List<Map<String, String>> files = new ArrayList<>();
        products.texts().forEach((file, text) -> files.add(Map.of("file", file, "text", text)));
        JsonNode answer = lake.post("/apply", Map.of("dryRun", dryRun, "files", files));
        List<Registered> tables = new ArrayList<>();
        for (JsonNode table : answer.path("tables")) {
            tables.add(new Registered(
                    table.path("table").asText(),
                    table.path("action").asText(),
                    texts(table, "changes"),
                    texts(table, "ddl"),
                    table.path("readers").asText(),
                    table.path("writers").asText(),
                    texts(table, "because"),
                    texts(table, "consumers")));
        }
        return tables;
    }

    private static List<String> texts(JsonNode table, String key) {
        List<String> texts = new ArrayList<>();
        table.path(key).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
