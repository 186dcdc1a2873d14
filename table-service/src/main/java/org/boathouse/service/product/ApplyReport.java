package org.boathouse.service.product;

import java.util.List;

/** What an apply did, or would do, table by table. */
public record ApplyReport(List<Entry> tables) {
    public ApplyReport {
        tables = List.copyOf(tables);
    }

    /**
     * @param action {@code created}, {@code evolved} or {@code unchanged}
     * @param changes what was evolved, in words
     */
    public record Entry(String table, String action, List<String> changes) {
        public Entry {
            changes = List.copyOf(changes);
        }

        static Entry created(Object table) {
            return new Entry(table.toString(), "created", List.of());
        }

        static Entry of(Object table, List<String> changes) {
            return new Entry(table.toString(), changes.isEmpty() ? "unchanged" : "evolved", changes);
        }
    }
}
