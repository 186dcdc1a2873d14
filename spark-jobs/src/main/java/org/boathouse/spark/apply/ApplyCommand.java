package org.boathouse.spark.apply;

import java.util.List;
import java.util.concurrent.Callable;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.spark.apply.Registration.Registered;
import org.boathouse.spark.plan.RefinedTables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code boathouse apply}. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "Registers contracts and SELECTs, makes and evolves tables: all of it, or nothing.")
public final class ApplyCommand implements Callable<Integer> {
    @Mixin
    private Products products;

    @Option(names = "--dry-run", description = "Only tell what would happen.")
    private boolean dryRun;

    @Option(names = "--json", description = "One JSON object per table on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ProductFolder folder = products.read();
        RefinedTables.inOrder(folder.contracts());
        LakeClient lake = new LakeClient(LakeAddress.of(System.getenv()));
        List<Registered> tables = new Registration(lake).apply(folder, dryRun);
        var out = spec.commandLine().getOut();
        tables.forEach(table -> out.println(json ? Json.line(table) : table.text()));
        out.flush();
        return 0;
    }
}
