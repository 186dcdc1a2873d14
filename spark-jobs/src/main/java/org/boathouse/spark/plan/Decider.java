package org.boathouse.spark.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.Refinement;
import org.boathouse.contract.product.Refinement.Mode;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.contract.snapshot.Consumed;
import org.boathouse.spark.plan.Decision.Held;
import org.boathouse.spark.plan.Decision.Input;
import org.boathouse.spark.plan.Decision.Range;
import org.boathouse.spark.plan.Decision.Refine;
import org.boathouse.spark.plan.Decision.UpToDate;

/** Decides from table metadata alone whether a table is out of date, and how it is brought up to date. */
public final class Decider {
    private final LakeTables tables;

    public Decider(LakeTables tables) {
        this.tables = tables;
    }

    /**
     * @param full whether everything is to be made anew, whatever was consumed
     * @throws LakeFailure NOT_FOUND where the table or an upstream is not in the lake
     */
    public Decision decide(RefinedTable table, boolean full) {
        Table target = tables.load(table.name());
        String held = target.properties().get(TableKeys.HELD);
        if (held != null) {
            return new Held(
                    held + "; 'run --resume' reads its inputs again from there, 'run --skip-to now' leaves them out",
                    List.of());
        }
        Map<TableName, Table> upstreams = upstreams(table);
        if (upstreams.values().stream().allMatch(upstream -> upstream.currentSnapshot() == null)) {
            String reason = table.refinement().step() instanceof Refinement.Landed landed
                    ? "nothing has landed in " + landed.dataset()
                    : "its upstreams are empty";
            return new UpToDate(reason, List.of());
        }
        return new OneTable(table, target, upstreams).decide(full);
    }

    private Map<TableName, Table> upstreams(RefinedTable table) {
        Map<TableName, Table> upstreams = new LinkedHashMap<>();
        for (TableName name : table.upstreams()) {
            Optional<Table> upstream = tables.find(name);
            // A ledger is made by the first landing: until then there is simply nothing.
            if (upstream.isEmpty() && !(table.refinement().step() instanceof Refinement.Landed)) {
                throw LakeFailure.notFound(
                        "%s: %s reads %s, which is not in the lake: apply its product first, or mend the name",
                        table.file(), table.name(), name);
            }
            upstream.ifPresent(found -> upstreams.put(name, found));
        }
        return upstreams;
    }

    /** One table's decision. */
    private static final class OneTable {
        private final RefinedTable table;
        private final Table target;
        private final Map<TableName, Table> upstreams;
        private final Optional<Consumed> last;
        private final List<String> notes = new ArrayList<>();

        OneTable(RefinedTable table, Table target, Map<TableName, Table> upstreams) {
            this.table = table;
            this.target = target;
            this.upstreams = upstreams;
            this.last = Consumed.newest(SnapshotUtil.currentAncestors(target));
        }

        Decision decide(boolean full) {
            if (full) {
                return recompute("asked for with --full");
            }
            if (last.isEmpty()) {
                return first();
            }
            boolean redefined = !last.get().definition().equals(table.definition());
            if (table.refinement().mode() == Mode.REPLACE) {
                return redefined
                        ? recompute("its definition changed")
                        : someChange(upstreams.keySet()).map(this::recompute).orElseGet(this::upToDate);
            }
            if (redefined) {
                notes.add("its definition changed: the rows that are there stay as they are, new rows follow the new"
                        + " one; 'run --full' makes all of them anew");
            }
            return table.recomputes().isPresent() || table.incremental().isEmpty()
                    ? recomputeOnChange()
                    : incremental(table.incremental().get());
        }

        /** No run has published into this table yet. Rows that somebody else wrote stay, unless the table is to be replaced. */
        private Decision first() {
            Snapshot head = target.currentSnapshot();
            boolean empty = head == null || "0".equals(head.summary().getOrDefault("total-records", "0"));
            return empty || table.refinement().mode() == Mode.REPLACE
                    ? recompute("first run")
                    : refine(false, Optional.empty(), "first run");
        }

        private Decision recomputeOnChange() {
            return someChange(upstreams.keySet())
                    .map(change -> recompute(change
                            + table.recomputes()
                                    .map(why -> "; in full, for " + why)
                                    .orElse("")))
                    .orElseGet(this::upToDate);
        }

        private Decision incremental(TableName upstream) {
            if (table.refinement().mode() == Mode.MERGE) {
                // Rows that were joined to an older state of the others would stay.
                Optional<String> other = someChange(upstreams.keySet().stream()
                        .filter(name -> !name.equals(upstream))
                        .toList());
                if (other.isPresent()) {
                    return recompute(other.get() + "; in full, for it is joined to all rows");
                }
            }
            Table from = upstreams.get(upstream);
            Changes changes = from == null ? new Changes.None() : Changes.since(from, consumed(upstream));
            if (changes instanceof Changes.Appended appended) {
                return refine(false, appended.fromExclusive().map(Range::new), news(appended.rows(), upstream));
            }
            if (changes instanceof Changes.Rewritten rewritten) {
                return recompute("%s: %s".formatted(upstream, rewritten.reason()));
            }
            return upToDate();
        }

        private String news(long rows, TableName upstream) {
            return table.refinement().step() instanceof Refinement.Landed landed
                    ? "%d new files in %s".formatted(rows, landed.dataset())
                    : "%d new rows in %s".formatted(rows, upstream);
        }

        private Optional<String> someChange(Iterable<TableName> names) {
            for (TableName name : names) {
                Changes changes = Changes.since(upstreams.get(name), consumed(name));
                if (!(changes instanceof Changes.None)) {
                    return Optional.of(name + " has changed");
                }
            }
            return Optional.empty();
        }

        private Optional<Long> consumed(TableName upstream) {
            return last.map(consumed -> consumed.inputs().get(upstream));
        }

        private Decision upToDate() {
            return new UpToDate("its inputs are consumed", List.copyOf(notes));
        }

        private Decision recompute(String reason) {
            return refine(true, Optional.empty(), reason);
        }

        private Decision refine(boolean full, Optional<Range> newRows, String reason) {
            Map<TableName, Input> inputs = new LinkedHashMap<>();
            upstreams.forEach((name, upstream) -> {
                boolean ranged =
                        !full && table.incremental().filter(name::equals).isPresent();
                inputs.put(name, new Input(name, upstream, ranged ? newRows : Optional.empty()));
            });
            Optional<Long> head = Optional.ofNullable(target.currentSnapshot()).map(Snapshot::snapshotId);
            return new Refine(table, head, inputs, full, reason, List.copyOf(notes));
        }
    }
}
