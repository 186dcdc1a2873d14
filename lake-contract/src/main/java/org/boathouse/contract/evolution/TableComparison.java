package org.boathouse.contract.evolution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.odcs.QualityRule;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.Refinement;

/**
 * Two versions of one table's contract. Its shape is judged twice, by the one judgement: as consumers were promised it,
 * and as Iceberg holds it, which alone decides what is possible at all.
 */
final class TableComparison {
    /** A contract lists its columns in some order and does not name partitions; it means nothing by that. */
    private static final Set<ChangeKind> NOT_MEANT =
            EnumSet.of(ChangeKind.COLUMNS_REORDERED, ChangeKind.FIELDS_REORDERED, ChangeKind.PARTITION_FIELD_RENAMED);

    private final TableContract before;
    private final TableContract after;
    /** New name to old. */
    private final Map<String, Column> renamed = new HashMap<>();

    private final List<Finding> findings = new ArrayList<>();

    TableComparison(TableContract before, TableContract after) {
        this.before = before;
        this.after = after;
        after.columns().forEach(column -> RenamedColumns.from(before.columns(), after.columns(), column)
                .ifPresent(was -> renamed.put(column.name(), was)));
    }

    List<Finding> findings() {
        shape();
        after.columns().forEach(column -> before.columns().stream()
                .filter(was -> was.name().equals(nameBefore(column)))
                .forEach(was -> column(was, column)));
        rules();
        if (!made(before).equals(made(after))) {
            besides(
                    Verdict.NEEDS_BACKFILL,
                    "made in another way from the next run on: a table that is appended to keeps the rows it has");
        }
        if (!before.description().equals(after.description())) {
            besides(Verdict.SAFE, "described anew");
        }
        return findings;
    }

    /** Without where its files lie: a product may move to another folder. */
    private static Optional<Refinement> made(TableContract table) {
        return table.refinement()
                .map(made -> new Refinement(
                        withoutFolder(made.step()),
                        made.mode(),
                        made.incremental(),
                        made.sequenceBy(),
                        made.deleteWhen()));
    }

    private static Refinement.Step withoutFolder(Refinement.Step step) {
        if (step instanceof Refinement.Select select) {
            return new Refinement.Select("", select.sql());
        }
        if (step instanceof Refinement.JobClass job) {
            return new Refinement.JobClass(
                    job.className(), Path.of(job.jar()).getFileName().toString(), job.upstreams());
        }
        return step;
    }

    private String nameBefore(Column column) {
        return Optional.ofNullable(renamed.get(column.name())).orElse(column).name();
    }

    private void besides(Verdict readers, String what) {
        findings.add(Finding.besides(before.name(), readers, what));
    }

    private void shape() {
        Map<String, String> newNames = new HashMap<>();
        renamed.forEach((name, was) -> newNames.put(was.name(), name));
        TableShape promised = ContractShape.of(before).promised();
        TableShape stored = ContractShape.of(before).stored();
        List<SchemaChange> toConsumers =
                promised.changesTo(ContractShape.like(after, promised, newNames).promised()).stream()
                        .filter(change -> !NOT_MEANT.contains(change.kind()))
                        .toList();
        List<SchemaChange> impossible = stored
                .changesTo(ContractShape.like(after, stored, newNames).stored())
                .stream()
                .filter(change -> change.kind().announcement() == Announcement.NEW_TABLE)
                .filter(change -> !NOT_MEANT.contains(change.kind()))
                .toList();
        toConsumers.forEach(change ->
                findings.add(Finding.of(before.name(), change, announcement(change, contains(impossible, change)))));
        impossible.stream()
                .filter(change -> !contains(toConsumers, change))
                .forEach(change -> findings.add(Finding.of(before.name(), explained(change), Announcement.NEW_TABLE)));
    }

    private static Announcement announcement(SchemaChange change, boolean impossible) {
        Announcement announcement = change.kind().announcement();
        return announcement == Announcement.NEW_TABLE && !impossible ? Announcement.MAJOR_VERSION : announcement;
    }

    private static boolean contains(List<SchemaChange> changes, SchemaChange change) {
        return changes.stream().anyMatch(other -> isSame(other, change));
    }

    private static boolean isSame(SchemaChange one, SchemaChange other) {
        return one.kind() == other.kind() && one.column().equals(other.column());
    }

    /** What only Iceberg sees, since consumers were promised values all along. */
    private SchemaChange explained(SchemaChange change) {
        return new SchemaChange(
                change.kind(), change.column(), change.says() + ": a table of landed files took rows without it");
    }

    private void column(Column from, Column to) {
        if (!from.classification().equals(to.classification())) {
            besides(
                    Verdict.SAFE,
                    "classified column " + to.name() + " as "
                            + to.classification().orElse("nothing") + ", not "
                            + from.classification().orElse("nothing"));
        }
        boolean readDifferently = !from.source().equals(to.source())
                || !from.format().equals(to.format())
                || !Objects.equals(from.timezone(), to.timezone());
        if (before.isLanded() && after.isLanded() && readDifferently) {
            besides(Verdict.NEEDS_BACKFILL, "reads column " + to.name() + " from new files in another way");
        }
    }

    private void rules() {
        Map<String, QualityRule> old = new HashMap<>();
        before.rules().forEach(rule -> old.put(rule.name(), rule));
        for (QualityRule rule : after.rules()) {
            QualityRule was = old.remove(rule.name());
            if (was == null) {
                besides(Verdict.SAFE, "added rule " + rule.name());
            } else if (!was.equals(rule)) {
                besides(Verdict.SAFE, "changed rule " + rule.name());
            }
        }
        old.keySet().stream().sorted().forEach(name -> besides(Verdict.SAFE, "dropped rule " + name));
    }
}
