package org.boathouse.contract.evolution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.odcs.QualityRule;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.odcs.TypeText;
import org.boathouse.contract.product.ProvenanceColumns;

/** Two versions of one table's contract. */
final class TableComparison {
    private final TableContract before;
    private final TableContract after;
    private final boolean looseToIceberg;
    private final List<Finding> findings = new ArrayList<>();

    TableComparison(TableContract before, TableContract after) {
        this.before = before;
        this.after = after;
        this.looseToIceberg = before.isLanded() && after.isLanded();
    }

    List<Finding> findings() {
        columns();
        provenance();
        if (!before.primaryKey().equals(after.primaryKey())) {
            findings.add(Finding.breaking(
                    before.name(),
                    EvolutionRule.KEY_CHANGED,
                    Optional.empty(),
                    "primary key changed from " + before.primaryKey() + " to " + after.primaryKey()));
        }
        partitioning();
        rules();
        if (!before.refinement().equals(after.refinement())) {
            safe("made in another way: its rows follow with the next run");
        }
        if (!before.description().equals(after.description())) {
            safe("described anew");
        }
        return findings;
    }

    private void safe(String what) {
        findings.add(Finding.safe(before.name(), what));
    }

    private void columns() {
        Map<String, Column> old = new HashMap<>();
        before.columns().forEach(column -> old.put(column.name(), column));
        Set<String> kept = new HashSet<>();
        for (Column column : after.columns()) {
            Optional<Column> same = Optional.ofNullable(old.get(column.name()));
            Optional<Column> renamed = same.isPresent() ? Optional.empty() : renamedFrom(column);
            same.or(() -> renamed)
                    .ifPresentOrElse(
                            from -> {
                                kept.add(from.name());
                                renamed.ifPresent(was -> findings.add(Finding.breaking(
                                        before.name(),
                                        EvolutionRule.COLUMN_RENAMED,
                                        Optional.of(was.name()),
                                        "renamed column " + was.name() + " to " + column.name())));
                                column(from, column);
                            },
                            () -> added(column));
        }
        for (Column column : before.columns()) {
            if (!kept.contains(column.name())) {
                findings.add(Finding.breaking(
                        before.name(),
                        EvolutionRule.COLUMN_DROPPED,
                        Optional.of(column.name()),
                        "dropped column " + column.name()));
            }
        }
    }

    /** The old column with the same stable id whose name is gone. */
    private Optional<Column> renamedFrom(Column column) {
        return RenamedColumns.from(before.columns(), after.columns(), column);
    }

    private void added(Column column) {
        if (column.required()) {
            findings.add(Finding.of(
                    looseToIceberg,
                    before.name(),
                    EvolutionRule.COLUMN_ADDED_REQUIRED,
                    Optional.of(column.name()),
                    "added required column " + column.name() + ": " + TypeText.of(column.type())));
        } else {
            safe("added column " + column.name() + ": " + TypeText.of(column.type()));
        }
    }

    private void column(Column from, Column to) {
        TypeComparison types = new TypeComparison(before.name(), looseToIceberg, findings);
        types.nullability(to.name(), !from.required(), !to.required());
        types.compare(to.name(), from.type(), to.type());
        if (!from.description().equals(to.description())) {
            safe("described column " + to.name() + " anew");
        }
        if (!from.classification().equals(to.classification())) {
            safe("classified column " + to.name() + " as "
                    + to.classification().orElse("nothing") + ", not "
                    + from.classification().orElse("nothing"));
        }
        boolean readDifferently = !from.source().equals(to.source())
                || !from.format().equals(to.format())
                || !Objects.equals(from.timezone(), to.timezone());
        if (looseToIceberg && readDifferently) {
            safe("reads column " + to.name() + " from new files in another way");
        }
    }

    /** The lake's own columns come and go with the step {@code landed}. */
    private void provenance() {
        if (before.isLanded() && !after.isLanded()) {
            ProvenanceColumns.FIELDS.forEach(field -> findings.add(Finding.breaking(
                    before.name(),
                    EvolutionRule.COLUMN_DROPPED,
                    Optional.of(field.name()),
                    "dropped column " + field.name() + ", since the table is no longer made of landed files")));
            after.columns().stream()
                    .filter(Column::required)
                    .forEach(column -> findings.add(Finding.impossible(
                            before.name(),
                            EvolutionRule.COLUMN_MADE_REQUIRED,
                            Optional.of(column.name()),
                            "column " + column.name()
                                    + " made required: a table of landed files took rows without it")));
        } else if (after.isLanded() && !before.isLanded()) {
            safe("added the lake's provenance columns");
        }
    }

    private void partitioning() {
        if (!partitions(before).equals(partitions(after))) {
            safe("partitioned by " + partitions(after) + ", not by " + partitions(before) + ": new files only");
        }
    }

    private static List<String> partitions(TableContract table) {
        return table.partitionSpec(table.icebergSchema()).fields().stream()
                .map(field -> table.icebergSchema().findColumnName(field.sourceId()) + " " + field.transform())
                .toList();
    }

    private void rules() {
        Map<String, QualityRule> old = new HashMap<>();
        before.rules().forEach(rule -> old.put(rule.name(), rule));
        for (QualityRule rule : after.rules()) {
            QualityRule was = old.remove(rule.name());
            if (was == null) {
                safe("added rule " + rule.name());
            } else if (!was.equals(rule)) {
                safe("changed rule " + rule.name());
            }
        }
        old.keySet().stream().sorted().forEach(name -> safe("dropped rule " + name));
    }
}
