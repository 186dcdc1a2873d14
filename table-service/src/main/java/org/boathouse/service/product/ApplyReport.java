package org.boathouse.service.product;

import java.util.List;
import java.util.stream.Stream;
import org.boathouse.contract.evolution.Verdict;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an apply did, or would do, table by table. */
public record ApplyReport(List<Entry> tables) {
    private static final String CREATED = "created";

    public ApplyReport {
        tables = List.copyOf(tables);
    }

    /**
     * @param action {@code created}, {@code evolved} or {@code unchanged}
     * @param changes what was evolved, in words
     * @param ddl the same for columns, key and partitioning, as Spark SQL
     * @param readers what the contract's new version does to queries written for the one before: {@code safe}, {@code needs
     *     backfill} or {@code breaking}
     * @param writers what it does to jobs that write the table
     * @param because what is more than safe, in words
     * @param consumers who is known to read the table, where something of it changes
     */
    @Schema(name = "AppliedTable")
    public record Entry(
            String table,
            String action,
            List<String> changes,
            List<String> ddl,
            String readers,
            String writers,
            List<String> because,
            List<String> consumers) {
        public Entry {
            changes = List.copyOf(changes);
            ddl = List.copyOf(ddl);
            because = List.copyOf(because);
            consumers = List.copyOf(consumers);
        }

        static Entry created(Object table, String statement) {
            return new Entry(
                    table.toString(),
                    CREATED,
                    List.of(),
                    List.of(statement),
                    Verdict.SAFE.text(),
                    Verdict.SAFE.text(),
                    List.of(),
                    List.of());
        }

        static Entry of(Object table, List<String> changes) {
            return of(table, changes, List.of(), Judged.SAFE);
        }

        static Entry of(Object table, List<String> changes, List<String> ddl, Judged judged) {
            return new Entry(
                    table.toString(),
                    changes.isEmpty() ? "unchanged" : "evolved",
                    changes,
                    ddl,
                    judged.readers().text(),
                    judged.writers().text(),
                    judged.because(),
                    judged.consumers());
        }
    }

    /** What the new version of a table's contract does to those who use the table. */
    record Judged(Verdict readers, Verdict writers, List<String> because, List<String> consumers) {
        static final Judged SAFE = new Judged(Verdict.SAFE, Verdict.SAFE, List.of(), List.of());

        /** Also for what only the table shows. */
        Judged and(List<String> warnings) {
            return new Judged(
                    readers,
                    writers,
                    Stream.concat(because.stream(), warnings.stream()).toList(),
                    consumers);
        }
    }
}
