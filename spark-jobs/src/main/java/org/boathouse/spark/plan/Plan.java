package org.boathouse.spark.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Layer;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.spark.apply.Registration.Registered;
import org.boathouse.spark.plan.Decision.Input;
import org.boathouse.spark.plan.Decision.Refine;

/** Foretells a run from table metadata. What a table's upstreams will have become is not known before they are refined. */
final class Plan {
    private static final Set<String> STAYING = Set.of("up to date", "refused", "held");

    private final LakeTables tables;

    Plan(LakeTables tables) {
        this.tables = tables;
    }

    /** @param ordered upstreams first */
    List<Planned> of(List<RefinedTable> ordered, boolean full) {
        Decider decider = new Decider(tables);
        Set<TableName> moving = new HashSet<>();
        List<Planned> plan = new ArrayList<>();
        for (RefinedTable table : ordered) {
            Optional<TableName> upstream =
                    table.upstreams().stream().filter(moving::contains).findFirst();
            Planned planned = planned(decider, table, full, upstream);
            if (!STAYING.contains(planned.action())) {
                moving.add(table.name());
            }
            plan.add(planned);
        }
        return plan;
    }

    /**
     * The tables that no run makes: those that somebody else's job writes, and those that a contract lets go. Applying may change
     * them all the same.
     */
    static List<Planned> withoutRuns(List<DataContract> contracts, Collection<Registered> registered) {
        Map<TableName, Boolean> described = new HashMap<>();
        contracts.stream()
                .flatMap(contract -> contract.tables().stream())
                .forEach(table -> described.put(table.name(), table.refinement().isPresent()));
        return registered.stream()
                .map(entry -> TableName.parse(entry.table()))
                .filter(name -> name.layer() != Layer.RAW && !name.isQuarantine())
                .filter(name -> !described.getOrDefault(name, false))
                .sorted()
                .map(name -> new Planned(
                        name,
                        "no run",
                        described.containsKey(name) ? "somebody else's job writes it" : "its contract leaves it out",
                        Map.of(),
                        List.of()))
                .toList();
    }

    private Planned planned(Decider decider, RefinedTable table, boolean full, Optional<TableName> moving) {
        if (tables.find(table.name()).isEmpty()) {
            return new Planned(table.name(), "full", "first run", Map.of(), List.of());
        }
        try {
            Decision decision = decider.decide(table, full);
            if (decision instanceof Refine refine) {
                return new Planned(
                        table.name(),
                        refine.full() ? "full" : "new rows",
                        refine.reason(),
                        reads(refine),
                        refine.notes());
            }
            if (decision instanceof Decision.Held held) {
                return new Planned(table.name(), "held", held.reason(), Map.of(), held.notes());
            }
            Decision.UpToDate done = (Decision.UpToDate) decision;
            return moving.map(upstream -> new Planned(
                            table.name(), "after upstream", upstream + " is refined first", Map.of(), done.notes()))
                    .orElseGet(() -> new Planned(table.name(), "up to date", done.reason(), Map.of(), done.notes()));
        } catch (LakeFailure e) {
            return moving.map(upstream -> new Planned(
                            table.name(),
                            "after upstream",
                            upstream + " is refined first",
                            Map.of(),
                            List.<String>of()))
                    .orElseGet(() -> new Planned(table.name(), "refused", e.getMessage(), Map.of(), List.of()));
        }
    }

    private static Map<String, String> reads(Refine refine) {
        Map<String, String> reads = new LinkedHashMap<>();
        for (Input input : refine.inputs().values()) {
            String until = input.snapshot().map(id -> "snapshot " + id).orElse("nothing yet");
            reads.put(
                    input.name().toString(),
                    input.newRows()
                            .map(range -> "after snapshot %d up to %s".formatted(range.fromExclusive(), until))
                            .orElse("all, up to " + until));
        }
        return reads;
    }
}
