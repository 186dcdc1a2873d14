package org.boathouse.spark.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.spark.apply.Registration.Registered;

/**
 * What a run would do for one table.
 *
 * @param action {@code up to date}, {@code new rows}, {@code full}, {@code after upstream}, {@code held}, {@code refused}, or
 *     {@code no run} for a table that runs do not make
 * @param reads upstream to what of it is read, in words
 */
record Planned(TableName table, String action, String reason, Map<String, String> reads, List<String> notes) {
    Planned {
        notes = List.copyOf(notes);
    }

    /**
     * @param schema what applying would change; may be null
     * @param rewrites what of the table would be written again
     */
    String text(Registered schema, Optional<Rewrites> rewrites) {
        StringBuilder text = new StringBuilder("%-14s  %s  (%s)".formatted(action, table, reason));
        if (schema != null && schema.isChange()) {
            text.append("%n                %s by apply%s"
                    .formatted(
                            schema.action(),
                            schema.changes().isEmpty() ? "" : ": " + String.join(", ", schema.changes())));
            schema.ddl().forEach(statement -> text.append("%n                %s".formatted(statement)));
            text.append(
                    "%n                %s for readers, %s for writers".formatted(schema.readers(), schema.writers()));
            schema.because().forEach(why -> text.append("%n                  %s".formatted(why)));
            schema.consumers().forEach(consumer -> text.append("%n                read by %s".formatted(consumer)));
        }
        rewrites.ifPresent(all -> text.append("%n                %s".formatted(all.text())));
        reads.forEach((upstream, what) -> text.append("%n                reads %s: %s".formatted(upstream, what)));
        notes.forEach(note -> text.append("%n                note: %s".formatted(note)));
        return text.toString();
    }

    Map<String, Object> object(Registered schema, Optional<Rewrites> rewrites) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("table", table.toString());
        object.put("action", action);
        object.put("reason", reason);
        object.put("reads", reads);
        object.put("notes", notes);
        if (schema != null) {
            object.put("apply", schema.action());
            object.put("changes", schema.changes());
            object.put("ddl", schema.ddl());
            object.put("readers", schema.readers());
            object.put("writers", schema.writers());
            object.put("because", schema.because());
            object.put("consumers", schema.consumers());
        }
        rewrites.ifPresent(all -> {
            object.put("rewrittenFiles", all.files());
            object.put("rewrittenRows", all.rows());
            object.put("rewrittenByBackfill", all.byBackfill());
        });
        return object;
    }
}
