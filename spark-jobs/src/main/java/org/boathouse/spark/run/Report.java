package org.boathouse.spark.run;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.boathouse.spark.apply.Json;
import org.boathouse.spark.run.Outcome.Counts;

/** Tells a person, and if asked a program, what a run does: the lines of one table stay together. */
final class Report {
    private final PrintWriter talk;
    private final Optional<PrintWriter> data;

    /** @param data where JSON goes; null for none */
    Report(PrintWriter talk, PrintWriter data) {
        this.talk = talk;
        this.data = Optional.ofNullable(data);
    }

    void starting(String master) {
        talk.println("starting Spark on " + master);
        talk.flush();
    }

    synchronized void tell(Outcome outcome) {
        talk.printf(Locale.ROOT, "%-12s  %s  %s%n", word(outcome.status()), outcome.table(), details(outcome));
        outcome.notes().forEach(note -> talk.println("              note: " + note));
        talk.flush();
        data.ifPresent(out -> {
            out.println(Json.line(object(outcome)));
            out.flush();
        });
    }

    /** Sums up; true where nothing failed. */
    boolean end(List<Outcome> outcomes) {
        long published = outcomes.stream()
                .filter(outcome -> outcome.status() == Outcome.Status.PUBLISHED)
                .count();
        long failed = outcomes.stream().filter(Outcome::isFailure).count();
        long held = outcomes.stream()
                .filter(outcome -> outcome.status() == Outcome.Status.HELD)
                .count();
        if (failed > 0) {
            talk.println("%d of %d tables failed or had to wait for one that did; %d published"
                    .formatted(failed, outcomes.size(), published));
        } else if (published == 0) {
            talk.println("nothing to do: %d tables are up to date".formatted(outcomes.size() - held));
        }
        if (held > 0) {
            talk.println("%d tables were restored and are held: 'run --resume' or 'run --skip-to now' lets them go on"
                    .formatted(held));
        }
        talk.flush();
        return failed == 0;
    }

    private static String details(Outcome outcome) {
        return outcome.counts()
                .map(counts -> String.format(
                        Locale.ROOT,
                        "%,d rows in, %,d published, %,d quarantined, %.1f s  (%s)",
                        counts.rowsIn(),
                        counts.rowsPublished(),
                        counts.rowsQuarantined(),
                        outcome.seconds(),
                        outcome.reason()))
                .orElse(outcome.isFailure() ? outcome.reason() : "(" + outcome.reason() + ")");
    }

    private static String word(Outcome.Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Map<String, Object> object(Outcome outcome) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("table", outcome.table().toString());
        object.put("status", word(outcome.status()));
        object.put("reason", outcome.reason());
        outcome.counts().ifPresent(counts -> put(object, counts));
        object.put("notes", outcome.notes());
        object.put("seconds", outcome.seconds());
        return object;
    }

    private static void put(Map<String, Object> object, Counts counts) {
        object.put("runId", counts.runId());
        object.put("snapshotId", counts.snapshotId());
        object.put("full", counts.full());
        object.put("rowsIn", counts.rowsIn());
        object.put("rowsPublished", counts.rowsPublished());
        object.put("rowsQuarantined", counts.rowsQuarantined());
    }
}
