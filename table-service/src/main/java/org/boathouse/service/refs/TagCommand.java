package org.boathouse.service.refs;

import java.util.concurrent.Callable;
import org.boathouse.service.terminal.LakeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        RefCalls calls = new RefCalls(command, ref.table, "tags");
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
