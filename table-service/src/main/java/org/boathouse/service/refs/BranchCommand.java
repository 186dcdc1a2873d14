package org.boathouse.service.refs;

import java.util.Map;
import java.util.concurrent.Callable;
import org.boathouse.service.terminal.LakeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boathouse branch}: lines of a table's history that go on beside {@code main}. */
@Command(
        name = "branch",
        mixinStandardHelpOptions = true,
        description = {
            "Begins a branch of a table at a point; without NAME, lists the table's branches.",
            "Engines write to it as to a table; --fast-forward then moves main, or another branch, to its head."
        })
public final class BranchCommand implements Callable<Integer> {
    @Mixin
    private RefOptions ref;

    @Mixin
    private LakeCommand command;

    @Option(names = "--keep-snapshots-for", paramLabel = "SPAN", description = "How long its snapshots are kept.")
    private String keepSnapshotsFor;

    @Option(
            names = "--keep-snapshots-min",
            paramLabel = "N",
            description = "How many of its snapshots are kept however old.")
    private Integer keepSnapshotsMin;

    @Option(
            names = "--fast-forward",
            paramLabel = "POINT",
            description =
                    "Moves the branch NAME, which may be main, to a later point of its own history: another branch's head.")
    private String fastForward;

    @Override
    public Integer call() {
        RefCalls calls = new RefCalls(command, ref.table, "branches");
        boolean makes = ref.makes() || keepSnapshotsFor != null || keepSnapshotsMin != null;
        if (ref.name == null) {
            calls.refuse(makes || ref.delete || fastForward != null, "which branch? NAME is missing");
            return calls.list();
        }
        calls.refuse((makes ? 1 : 0) + (ref.delete ? 1 : 0) + (fastForward != null ? 1 : 0) > 1, "one thing at a time");
        if (ref.delete) {
            return calls.delete(ref.name, ref.dryRun);
        }
        if (fastForward != null) {
            return calls.fastForward(ref.name, Map.of("to", fastForward, "dryRun", ref.dryRun));
        }
        Map<String, Object> request = ref.request();
        if (keepSnapshotsFor != null) {
            request.put("keepSnapshotsFor", keepSnapshotsFor);
        }
        if (keepSnapshotsMin != null) {
            request.put("keepSnapshotsMin", keepSnapshotsMin);
        }
        return calls.set(ref.name, request);
    }
}
