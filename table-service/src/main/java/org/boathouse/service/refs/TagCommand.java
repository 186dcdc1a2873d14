package org.boathouse.service.refs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code boathouse tag}: names points of a table's history for good. */
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = {
            "Names a point of a table's history for good; without NAME, lists the table's tags.",
            "A tag keeps its snapshot. Repeating it changes nothing."
        })
public final class TagCommand implements Callable<Integer> {
    @Mixin
    private RefOptions ref;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        RefCalls calls = new RefCalls(spec, ref.table, "tags", ref.json);
        if (ref.name == null) {
            calls.refuse(ref.makes() || ref.delete, "which tag? NAME is missing");
            return calls.list();
        }
        if (ref.delete) {
            calls.refuse(ref.makes(), "--delete goes alone");
            return calls.delete(ref.name, ref.dryRun);
        }
        return calls.set(ref.name, ref.request());
    }
}
