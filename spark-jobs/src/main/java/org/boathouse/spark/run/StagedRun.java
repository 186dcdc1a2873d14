package org.boathouse.spark.run;

import static org.apache.spark.sql.functions.not;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.odcs.QualityRule.Action;
import org.boathouse.contract.product.Refinement;
import org.boathouse.contract.product.Refinement.JobClass;
import org.boathouse.contract.product.Refinement.Mode;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.spark.audit.Audit;
import org.boathouse.spark.audit.Audit.Finding;
import org.boathouse.spark.audit.QuarantinedRows;
import org.boathouse.spark.audit.RowRules;
import org.boathouse.spark.audit.Tally;
import org.boathouse.spark.plan.Decision.Refine;
import org.boathouse.spark.plan.LakeTables;
import org.boathouse.spark.plan.RefinedTable;
import org.boathouse.spark.stage.StagedTable;

/** One try: read, transform, check and write to staging branches. Nothing of it is seen on {@code main}. */
final class StagedRun {
    private final SparkSession spark;
    private final LakeTables tables;
    private final LakeLayout layout;
    private final Refine decision;
    private final RefinedTable table;
    private final Map<String, String> summary;
    private final Instant at;
    private final List<StagedTable> staged = new ArrayList<>();
    private final List<Dataset<Row>> kept = new ArrayList<>();

    StagedRun(SparkSession spark, LakeTables tables, LakeLayout layout, Refine decision, String runId, Instant at) {
        this.spark = spark;
        this.tables = tables;
        this.layout = layout;
        this.decision = decision;
        this.table = decision.table();
        this.summary = summary(decision, runId);
        this.at = at;
    }

    /** @param notes what to tell besides: the decision's notes and broken rules that only warn */
    record Result(long snapshotId, Tally tally, List<String> notes) {}

    /** The branches, the table's first. */
    List<StagedTable> staged() {
        return List.copyOf(staged);
    }

    /** @throws AuditFailed where the staged rows break a rule that must hold */
    Result stage() {
        Schema schema = tables.load(table.name()).schema();
        StructType columns = SparkSchemaUtil.convert(schema);
        Refinement made = table.refinement();
        boolean merges = made.mode() == Mode.MERGE;
        Set<String> key = merges ? new HashSet<>(table.contract().primaryKey()) : Set.of();
        Optional<LatestRows> latest = merges ? Optional.of(latest(made, columns)) : Optional.empty();

        StepRows step = new StepRows(spark, layout);
        Dataset<Row> rows = step.of(decision, schema);
        RowRules rules = RowRules.of(table.contract().rules(), columns, key, latest.flatMap(LatestRows::deletes));
        boolean repeatable = !merges && !(made.step() instanceof JobClass) && Repeatable.is(rows);
        Dataset<Row> marked = rules.mark(rows, table.file());

        StagedTable target = StagedTable.create(tables, table.name(), decision.head(), summary);
        staged.add(target);
        Writer writer = new Writer(spark, target, columns);
        Tally tally;
        if (repeatable) {
            Observation observation = new Observation();
            Dataset<Row> observed = Tally.observe(rules, marked, observation);
            writer.write(good(rules, observed), replaces());
            tally = Tally.observed(rules, observation, marked);
        } else {
            marked = keep(marked);
            tally = Tally.count(rules, marked);
            if (merges && !decision.full()) {
                writer.merge(latest.orElseThrow(), arrived(latest.get(), rules, marked, step, schema));
            } else {
                Dataset<Row> good = good(rules, marked);
                writer.write(latest.map(of -> of.live(good)).orElse(good), replaces());
            }
        }
        quarantine(rules, tally, marked);
        for (StagedTable branch : staged) {
            branch.seal();
        }
        List<String> notes = audit(target, rules, tally, marked, key);
        long snapshotId = tables.load(table.name()).snapshot(target.branch()).snapshotId();
        return new Result(snapshotId, tally, notes);
    }

    /** The first rows of a table are an append: they replace nothing, and who reads it next can tell. */
    private boolean replaces() {
        return decision.full() && decision.head().isPresent();
    }

    private LatestRows latest(Refinement made, StructType columns) {
        return new LatestRows(
                table.contract().primaryKey(), made.sequenceBy().orElseThrow(), made.deleteWhen(), columns);
    }

    /** The latest new row of each key, unless a deletion that was consumed earlier is later still. */
    private Dataset<Row> arrived(LatestRows latest, RowRules rules, Dataset<Row> marked, StepRows step, Schema schema) {
        Dataset<Row> rows = latest.latestBy(good(rules, marked));
        return latest.deletes()
                .map(deletes ->
                        latest.notOvertaken(rows, step.wholeOf(decision, schema).filter(deletes)))
                .orElse(rows);
    }

    private static Dataset<Row> good(RowRules rules, Dataset<Row> marked) {
        return marked.filter(not(rules.quarantined()));
    }

    private void quarantine(RowRules rules, Tally tally, Dataset<Row> marked) {
        Table quarantine = tables.load(table.name().quarantine());
        Optional<Long> head = Optional.ofNullable(quarantine.currentSnapshot()).map(Snapshot::snapshotId);
        boolean replaces = decision.full() && head.isPresent();
        if (tally.quarantined() == 0 && !replaces) {
            return;
        }
        StagedTable target = StagedTable.create(tables, table.name().quarantine(), head, summary);
        staged.add(target);
        String runId = summary.get(SummaryKeys.RUN_ID);
        new Writer(spark, target, SparkSchemaUtil.convert(quarantine.schema()))
                .write(QuarantinedRows.of(rules, marked, runId, at), replaces);
    }

    private List<String> audit(StagedTable target, RowRules rules, Tally tally, Dataset<Row> marked, Set<String> key) {
        Audit audit = new Audit(spark, table.file(), target.identifier());
        List<Finding> findings = Stream.concat(
                        audit.rows(rules, tally, marked).stream(),
                        audit.table(table.contract().rules(), key).stream())
                .toList();
        List<Finding> fatal = findings.stream()
                .filter(finding -> finding.action() != Action.WARN)
                .toList();
        if (!fatal.isEmpty()) {
            throw new AuditFailed(target, fatal);
        }
        return Stream.concat(
                        decision.notes().stream(),
                        findings.stream().map(finding -> "rule " + finding.rule() + ": " + finding.text()))
                .toList();
    }

    private Dataset<Row> keep(Dataset<Row> rows) {
        Dataset<Row> persisted = rows.persist(StorageLevel.MEMORY_AND_DISK());
        kept.add(persisted);
        return persisted;
    }

    /** Lets go of rows that were kept between two writes. */
    void release() {
        kept.forEach(Dataset::unpersist);
    }

    /** Removes the branches after a failure; what cannot be removed expires. */
    void drop(RuntimeException failure) {
        for (StagedTable branch : staged) {
            try {
                branch.drop();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static Map<String, String> summary(Refine decision, String runId) {
        Map<String, String> summary = new TreeMap<>();
        summary.put(SummaryKeys.RUN_ID, runId);
        summary.put(SummaryKeys.DEFINITION, decision.table().definition());
        decision.inputs().forEach((name, input) -> input.snapshot()
                .ifPresent(snapshot -> summary.put(SummaryKeys.input(name), Long.toString(snapshot))));
        return summary;
    }
}
