package org.boathouse.spark.plan;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.contract.product.Refinement;
import org.boathouse.spark.apply.Json;
import org.boathouse.spark.apply.Products;
import org.boathouse.spark.apply.Registration;
import org.boathouse.spark.apply.Registration.Registered;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code boathouse plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "What a run would do: changes of tables and whom they break, new files, ranges of snapshots. Changes nothing.")
public final class PlanCommand implements Callable<Integer> {
    @Mixin
    private Products products;

    @Option(names = "--full", description = "Plan a run --full.")
    private boolean full;

    @Option(names = "--json", description = "One JSON object per table on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ProductFolder folder = products.read();
        List<RefinedTable> ordered = RefinedTables.inOrder(folder.contracts());
        LakeClient lake = new LakeClient(LakeAddress.of(System.getenv()));
        Map<String, Registered> registered = new HashMap<>();
        new Registration(lake).apply(folder, true).forEach(table -> registered.put(table.table(), table));
        PrintWriter out = spec.commandLine().getOut();
        try (LakeTables tables = new LakeTables(CatalogConnection.of(lake))) {
            List<Planned> plan = new ArrayList<>(new Plan(tables).of(ordered, full));
            plan.addAll(Plan.withoutRuns(folder.contracts(), registered.values()));
            for (Planned planned : plan) {
                Registered schema = registered.get(planned.table().toString());
                Optional<Rewrites> rewrites = rewrites(planned, schema, ordered, tables);
                out.println(json ? Json.line(planned.object(schema, rewrites)) : planned.text(schema, rewrites));
            }
        }
        out.flush();
        return 0;
    }

    /** A table that is made anew from all its inputs, now or after its upstream, or would have to be. */
    private static Optional<Rewrites> rewrites(
            Planned planned, Registered schemaOrNull, List<RefinedTable> ordered, LakeTables tables) {
        boolean isReplaced = ordered.stream()
                .anyMatch(table -> table.name().equals(planned.table())
                        && table.refinement().mode() == Refinement.Mode.REPLACE);
        boolean isMade = ordered.stream().anyMatch(table -> table.name().equals(planned.table()));
        boolean isWhole = planned.action().equals("full")
                || isReplaced && planned.action().equals("after upstream");
        boolean needsBackfill = schemaOrNull != null && schemaOrNull.needsBackfill();
        return isWhole || needsBackfill
                ? tables.find(planned.table()).flatMap(table -> Rewrites.allOf(table, !isWhole, isMade))
                : Optional.empty();
    }
}
