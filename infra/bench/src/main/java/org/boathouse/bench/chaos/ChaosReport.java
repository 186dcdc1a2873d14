package org.boathouse.bench.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.boathouse.bench.Figure;

/** What was done and suffered in a run, and every promise that was broken in it. */
record ChaosReport(
        ChaosRun.Settings settings,
        Duration lasted,
        long rounds,
        List<Operation> operations,
        long loads,
        long reads,
        Map<String, Long> faults,
        Collecting collecting,
        List<TableSeen> tables,
        List<String> violations) {
    private static final int VIOLATIONS_SHOWN_MAX = 50;

    /** How many operations of each kind had this outcome. */
    Map<String, Long> counts(Outcome outcome) {
        return operations.stream()
                .filter(operation -> operation.outcome() == outcome)
                .collect(Collectors.groupingBy(Operation::kind, TreeMap::new, Collectors.counting()));
    }

    long faultsInAll() {
        return faults.values().stream().mapToLong(n -> n).sum();
    }

    /** The counts, for a program. */
    Stream<Figure> figures() {
        return Stream.of(
                Figure.none("chaos.promises.broken", violations.size()),
                Figure.plain("chaos.operations", operations.size(), ""),
                Figure.plain("chaos.operations.done", inAll(Outcome.ACKNOWLEDGED), ""),
                Figure.plain("chaos.operations.refused", inAll(Outcome.REFUSED), ""),
                Figure.plain("chaos.operations.unknown", inAll(Outcome.UNKNOWN), ""),
                Figure.plain("chaos.loads", loads, ""),
                Figure.plain("chaos.faults", faultsInAll(), ""),
                Figure.plain("chaos.files.collected", collecting.deletedInAll(), ""),
                Figure.plain("chaos.duration", lasted.toMillis() / 1_000.0, "s"));
    }

    /** Whether the run was long enough for the collector to delete something, and it did not. */
    boolean hasNotCollected() {
        return lasted.compareTo(Collecting.DELETES_WITHIN) > 0 && collecting.deletedInAll() == 0;
    }

    private long inAll(Outcome outcome) {
        return counts(outcome).values().stream().mapToLong(n -> n).sum();
    }

    void print(PrintWriter out) {
        out.printf(
                "%d clients, %d replicas, %d tables at a time, seed %d, %d s, %d rounds of faults%n",
                settings.clients(),
                settings.replicas(),
                settings.tables(),
                settings.seed(),
                lasted.toSeconds(),
                rounds);
        out.printf("%-40s %10s %10s %10s%n", "operations", "done", "refused", "unknown");
        operations.stream().map(Operation::kind).distinct().sorted().forEach(kind -> {
            out.printf("  %-38s", kind);
            for (Outcome outcome : Outcome.values()) {
                out.printf(Locale.ROOT, " %10d", counts(outcome).getOrDefault(kind, 0L));
            }
            out.println();
        });
        out.printf("  %-38s %10d%n", "load, each checked for freshness", loads);
        out.printf("  %-38s %10d%n", "read, files looked for", reads);
        out.printf("faults%n");
        faults.forEach((fault, times) -> out.printf("  %-38s %10d%n", fault, times));
        out.printf(
                "collected %d files that nothing needed, beside the clients; %d dropped tables came to their end%n",
                collecting.deletedInAll(), collecting.forgottenTables());
        collecting.deleted().forEach((kind, count) -> out.printf("  %-38s %10d%n", kind, count));
        out.printf(
                "  %-38s %10d, the longest %.1f s%n",
                "runs of the collector", collecting.runs(), collecting.longest().toMillis() / 1_000.0);
        out.printf("  %-38s %10d%n", "runs that a fault broke off", collecting.brokenOff());
        if (hasNotCollected()) {
            out.printf(
                    "WARNING: nothing was deleted in %d s, so the collector was not put to the test; it may delete what was"
                            + " written %d s before%n",
                    lasted.toSeconds(), Collecting.AGE_MIN.toSeconds());
        }
        out.printf(
                "checked %d tables, %d of them dropped, %d snapshots: %d promises broken%n",
                tables.size(),
                tables.stream().filter(table -> !table.live()).count(),
                tables.stream().mapToLong(table -> table.history().size()).sum(),
                violations.size());
        violations.stream().limit(VIOLATIONS_SHOWN_MAX).forEach(violation -> out.println("  " + violation));
        out.flush();
    }
}
