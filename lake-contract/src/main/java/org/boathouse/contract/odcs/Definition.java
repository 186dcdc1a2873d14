package org.boathouse.contract.odcs;

import java.nio.file.Path;
import org.boathouse.contract.product.FileFormat;
import org.boathouse.contract.product.Refinement;

/** The canonical text of what makes a table's rows. Every part is length-prefixed, so no two definitions share a text. */
final class Definition {
    private final StringBuilder text = new StringBuilder();

    private Definition() {}

    static String hash(TableContract table) {
        Definition definition = new Definition();
        definition.add("table", table.name());
        table.columns().forEach(definition::column);
        table.rules().forEach(definition::rule);
        table.refinement().ifPresent(definition::refinement);
        return Sha256.of(definition.text.toString());
    }

    private void add(Object... parts) {
        for (Object part : parts) {
            String value = String.valueOf(part);
            text.append(value.length()).append(':').append(value);
        }
        text.append('\n');
    }

    private void column(Column column) {
        add(
                "column",
                column.name(),
                column.source(),
                TypeText.of(column.type()),
                column.required(),
                column.primaryKeyPosition(),
                column.partition(),
                column.format(),
                column.timezone());
    }

    private void rule(QualityRule rule) {
        if (rule instanceof QualityRule.OfRow row) {
            add("row rule", row.name(), row.action(), row.condition());
        } else if (rule instanceof QualityRule.Unique unique) {
            add("unique", unique.name(), unique.action(), unique.columns());
        } else if (rule instanceof QualityRule.OfTable table) {
            add("table rule", table.name(), table.action(), table.query(), table.condition());
        }
    }

    private void refinement(Refinement made) {
        add("refinement", made.mode(), made.incremental(), made.sequenceBy(), made.deleteWhen());
        if (made.step() instanceof Refinement.Landed landed) {
            add("landed", landed.dataset());
            format(landed.format());
        } else if (made.step() instanceof Refinement.Select select) {
            add("select", select.sql());
        } else if (made.step() instanceof Refinement.JobClass job) {
            add("class", job.className(), Path.of(job.jar()).getFileName(), job.upstreams());
        }
    }

    private void format(FileFormat format) {
        if (format instanceof FileFormat.Csv csv) {
            add("csv", (int) csv.delimiter(), (int) csv.quote(), csv.charset().name(), csv.nullValues());
        } else if (format instanceof FileFormat.Json json) {
            add("json", json.records());
        }
    }
}
